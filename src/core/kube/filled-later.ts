/**
 * Whether something fills a text in before it is applied: no name, host or address has such characters. `${X}` and `$X` (Flux
 * postBuild, envsubst), `$(X)` and `SERVICE_NAME` (kustomize vars and replacements, as kubebuilder scaffolds them), `<X>` (Argo CD
 * Vault plugin), `{{ }}` (Helm, Jinja). What a person has to change (`CHANGE_ME`) is wrong as it is committed.
 */
export const isFilledLater = (text: string): boolean =>
  /[$<]|\{\{|(?<![A-Za-z0-9_])(?:[A-Z]+_)+NAME(?:SPACE)?(?![A-Za-z0-9_])/.test(text)
