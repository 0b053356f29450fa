export const SHELLS = ['bash', 'zsh'] as const
type Shell = (typeof SHELLS)[number]

// yargs completes what it is given after --get-yargs-completions, and adds descriptions for zsh, which it knows by SHELL.
const BASH = `# bash completion for slipway: source <(slipway completion bash)
_slipway() {
  local word="\${COMP_WORDS[COMP_CWORD]}" line
  COMPREPLY=()
  while IFS= read -r line; do
    [[ $line == "$word"* ]] && COMPREPLY+=("$line")
  done < <(SHELL=bash slipway --get-yargs-completions "\${COMP_WORDS[@]:0:COMP_CWORD+1}" 2>/dev/null)
}
complete -F _slipway slipway
`

const ZSH = `#compdef slipway
# zsh completion for slipway: source <(slipway completion zsh), after compinit
_slipway() {
  local -a reply
  reply=("\${(@f)$(SHELL=zsh slipway --get-yargs-completions "\${(@)words[1,CURRENT]}" 2>/dev/null)}")
  reply=(\${reply:#})
  (( \${#reply} )) && _describe -V 'slipway' reply
}
if [[ \${zsh_eval_context[-1]} == loadautofunc ]]; then
  _slipway "$@"
else
  compdef _slipway slipway
fi
`

/** What a shell reads once. */
export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH }
