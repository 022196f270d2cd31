import { commonFlagNames, findCommand } from './command-line';
import type { Shell } from './commands/inputs';
import type { CommandEntry } from './commands/row';
import { programName } from './help';

/** What can stand in the place of the last word, which may be begun. */
export function completeWords(table: readonly CommandEntry[], words: readonly string[]): string[] {
  const begun = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const plain = before.filter((word) => !word.startsWith('-'));
  const entry = findCommand(table, plain);
  const flag = entry?.arguments.find((known) => `--${known.flag}` === before.at(-1));
  const ways = table.map(({ path }) => path.split(' ')).filter((path) => plain.every((word, at) => path[at] === word));
  const next = ways.flatMap((path) => path[plain.length] ?? []);
  const places = entry?.arguments.filter(({ field }) => entry.positionals.includes(field)) ?? [];
  const flags = [...(entry?.arguments.map((known) => known.flag) ?? []), ...commonFlagNames].map((name) => `--${name}`);
  const all = flag?.choices ?? [
    ...next,
    ...places.flatMap(({ choices = [] }) => choices),
    ...(begun.startsWith('-') ? flags : []),
  ];
  return [...new Set(all)].filter((word) => word.startsWith(begun));
}

const scripts: Readonly<Record<Shell, string>> = {
  bash: `_${programName}() { local IFS=$'\\n'; COMPREPLY=($(${programName} completion-words "\${COMP_WORDS[@]:1:COMP_CWORD}")); [[ \${#COMPREPLY[@]} -eq 0 ]] && compopt -o default; }
complete -F _${programName} ${programName} comfyui-manager-desktop
`,
  zsh: `#compdef ${programName} comfyui-manager-desktop
_${programName}() { local -a found; found=(\${(f)"$(${programName} completion-words "\${(@)words[2,CURRENT]}")"}); (( \${#found} )) && compadd -a found || _files; }
compdef _${programName} ${programName} comfyui-manager-desktop
`,
  fish: `complete -c ${programName} -a '(set -l words (commandline -opc) (commandline -ct); ${programName} completion-words $words[2..])'
`,
  powershell: `Register-ArgumentCompleter -Native -CommandName ${programName} -ScriptBlock {
  param($word, $ast, $at)
  $words = @($ast.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $at } | ForEach-Object { "$_" }) + $word
  & ${programName} completion-words @words | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
`,
};

/** What a shell reads to complete the words of the program: it asks the program itself, so that both always know the same. */
export function completionScript(shell: Shell): string {
  return scripts[shell];
}
