/**
 * For bash from 3.2 on, as macOS has it, with or without the package bash-completion. Words are taken from the line itself,
 * because COMP_WORDS breaks them at `=` and `:`; what bash has broken off is left out of each candidate again.
 */
export const BASH_SCRIPT = `# bash completion of kubectl-pki; load it with: source <(kubectl-pki completion bash)
_kubectl_pki() {
  local line=\${COMP_LINE:0:COMP_POINT} cur last cut item value directive=4
  local -a words found
  read -ra words <<<"$line"
  case $line in *[[:space:]]) words+=('') ;; esac
  cur=\${words[\${#words[@]}-1]}
  last=\${cur##*[=:]}
  cut=\${cur%"$last"}
  COMPREPLY=()
  while IFS= read -r item; do
    case $item in :*) directive=\${item#:}; continue ;; esac
    value=\${item%%$'\\t'*}
    found+=("\${value#"$cut"}")
  done < <("\${words[0]}" __complete "\${words[@]:1}" 2>/dev/null)
  if ((directive & 16)); then
    while IFS= read -r item; do found+=("$item"); done < <(compgen -d -- "$last")
  elif ((directive == 0)); then
    while IFS= read -r item; do found+=("$item"); done < <(compgen -f -- "$last")
  fi
  if type compopt >/dev/null 2>&1; then
    if ((directive & 2)); then compopt -o nospace; fi
    if ((directive == 0 || directive & 16)); then compopt -o filenames; fi
  fi
  COMPREPLY=("\${found[@]}")
}
complete -F _kubectl_pki kubectl-pki talosctl-pki
`
