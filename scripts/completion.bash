
_hwnas_reply() { # WORDS: those that go on with the present one
  COMPREPLY+=($(compgen -W "$1" -- "$cur"))
}

_hwnas_files() { # PATTERN
  compopt -o filenames 2>/dev/null
  COMPREPLY+=($(compgen -f -X "!$1" -- "$cur") $(compgen -d -- "$cur"))
}

# What may stand for a value or an operand, by the word that the help has for it.
_hwnas_value() { # WORD
  case $1 in
    SPACE) _hwnas_reply "$_hwnas_spaces" && _hwnas_files '*.json' ;;
    CONFIG) _hwnas_files '*.json' ;;
    FILE) _hwnas_files '*' ;;
    DIR) _hwnas_files '' ;;
    M) _hwnas_reply "$_hwnas_metrics" ;;
    *VERB*) _hwnas_words 1 ;;
    *"|"*) _hwnas_reply "${1//|/ }" ;;
  esac
}

# The words that go on with the part of a verb that stands from word FIRST on.
_hwnas_words() { # FIRST: where the verb begins
  local verb given="${COMP_WORDS[*]:$1:$((COMP_CWORD - $1))}" words=
  for verb in "${!_hwnas_options[@]}"; do
    if [[ -z $given ]]; then
      words+="${verb%% *} "
    elif [[ $verb == "$given "* ]]; then
      words+="${verb#"$given "} "
    fi
  done
  _hwnas_reply "$(printf '%s\n' $words | sort -u)"
}

# Sets verb to the whole verb before the present word, if there is one.
_hwnas_find_verb() {
  ((COMP_CWORD >= 2)) || return
  verb="${COMP_WORDS[1]} ${COMP_WORDS[2]}"
  [[ -n ${_hwnas_options[$verb]+set} ]] && ((COMP_CWORD >= 3)) && return
  verb=${COMP_WORDS[1]}
  [[ -n ${_hwnas_options[$verb]+set} ]]
}

_hwnas() {
  local cur=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} verb option
  COMPREPLY=()
  if ! _hwnas_find_verb; then
    _hwnas_words 1
    return
  fi
  if [[ $verb == help ]]; then
    _hwnas_words 2
    return
  fi
  local options=()
  for option in ${_hwnas_options[$verb]}; do
    options+=("${option%%=*}")
    if [[ $previous == "${option%%=*}" && -n ${option#*=} ]]; then
      _hwnas_value "${option#*=}"
      return
    fi
  done
  if [[ $cur == -* ]]; then
    _hwnas_reply "${options[*]} --help"
  else
    _hwnas_value "${_hwnas_operands[$verb]}"
  fi
}

complete -F _hwnas hwnas
