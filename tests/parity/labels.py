"""The labels of a sample, each read by the module that it shapes."""
import math


class LabelError(Exception):
    """A sample that does not say what its network needs, or says more."""


class Labels:
    """Reads a sample. `domains` holds every choice that the space can have with its domain, in order; a domain of
    one value is no choice, and its label need not be there."""

    def __init__(self, domains, sample):
        self.domains, self.sample, self.read = domains, sample, set()

    def __getitem__(self, label):
        domain = self.domains[label]
        self.read.add(label)
        if label not in self.sample:
            if len(domain) == 1:
                return domain[0]
            raise LabelError(f"the sample lacks '{label}', which its network needs")
        value = self.sample[label]
        if isinstance(value, list) and len(value) == 1 and value not in domain:
            value = value[0]  # NNI's choice of one input
        if value not in domain:
            raise LabelError(f"'{label}' is {value!r}, which is not in {domain}")
        return value

    def check_all_read(self):
        """Canonical samples hold active labels only: each must have shaped the network."""
        unread = [label for label in self.sample if label not in self.read]
        if unread:
            raise LabelError(f"no module reads {', '.join(unread)}")


def count_samples(domains):
    return math.prod(len(domain) for domain in domains.values())
