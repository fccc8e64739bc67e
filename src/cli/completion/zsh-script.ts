/** For zsh, as a file in fpath or sourced after compinit. */
export const ZSH_SCRIPT = `#compdef kubectl-pki talosctl-pki
# zsh completion of kubectl-pki; load it with: source <(kubectl-pki completion zsh)
_kubectl_pki() {
  local item value says
  local -i directive=4
  local -a candidates suffix
  while IFS= read -r item; do
    if [[ $item == :* ]]; then directive=\${item#:}; continue; fi
    value=\${item%%$'\\t'*}
    says=\${item#"$value"}
    value=\${value//:/\\\\:}
    candidates+=("$value\${says:+:\${says#$'\\t'}}")
  done < <("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)
  (( directive & 2 )) && suffix=(-S '')
  (( \${#candidates} )) && _describe -V 'kubectl pki' candidates "\${suffix[@]}"
  if (( directive & 16 )); then
    _files -/
  elif (( directive == 0 )); then
    _files
  fi
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _kubectl_pki "$@"
else
  compdef _kubectl_pki kubectl-pki talosctl-pki
fi
`
