"""The hwnas command, on one space under one setting."""
import json
import subprocess


class Refusal(Exception):
    """What hwnas said instead of an answer."""


class Command:
    def __init__(self, program, space, parameters):
        settings = [f"--param={name}={json.dumps(value)}" for name, value in parameters.items()]
        self.program, self.arguments = program, [space, *settings]

    def run(self, *verb, options=(), text=None):
        command = [self.program, *verb, *self.arguments, *options]
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Refusal(f"{' '.join(command)}\n{done.stderr}")
        return done.stdout
