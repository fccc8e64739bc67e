/** For fish from 3.0 on. */
export const FISH_SCRIPT = `# fish completion of kubectl-pki; load it with: kubectl-pki completion fish | source
function __kubectl_pki_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l directive 4
    for item in ($words[1] __complete $words[2..-1] "$current" 2>/dev/null)
        if string match -q ':*' -- $item
            set directive (string sub -s 2 -- $item)
        else
            echo $item
        end
    end
    if test $directive -eq 0
        __fish_complete_path $current
    else if test $directive -eq 16
        __fish_complete_directories $current
    end
end
for name in kubectl-pki talosctl-pki
    complete -c $name -f -k -a '(__kubectl_pki_complete)'
end
`
