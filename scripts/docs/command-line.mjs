// src/cli/commands/commands.json and docs/command-line.md are generated from the rows of the commands and the schemas of what they call.
// node scripts/docs/command-line.mjs: says whether they are current. node scripts/docs/command-line.mjs --write: writes them.
import { format, resolveConfig } from 'prettier';
import { generatedDocument } from '../generated-document.mjs';
import { isMainModule, runMain } from '../project.mjs';

const SCRIPT = 'scripts/docs/command-line.mjs';
const SOURCE = 'src/cli/commands/';

const HEAD = `# Command line

<!-- Generated from ${SOURCE}: node ${SCRIPT} --write -->

\`cmdesk\` does from a shell what the window does, on plain Node and without a screen. It finds the ComfyUI by itself: the one that
\`--comfyui FOLDER\` names, else the one around the current folder, else the one that was open last. Where the app or \`cmdesk serve\` has that folder open, the command
talks to it; else it opens the folder for the one call, with the settings, tokens and accounts of the app's profile.

- **What changes something is a task of the queue.** The command orders it, shows how far it is, and ends with what came of it. Ctrl-C cancels the task, and
  what was begun is taken back; a second Ctrl-C leaves at once.
- **What the policy refuses** is asked on a terminal (\`Allow once?\`) where the command has opened the folder itself, and is refused with the reason everywhere else: an app that has the folder open is asked in its own window.
- **For scripts**: \`--json\` prints the answer of the operation as it is, and \`--schema\` the JSON schema of that answer (\`cmdesk pack list --schema\`), without a core; a task answers with its line of the history. A
  failure prints the body of the error ([error codes](errors.md)). Columns of tables have the names of these fields.
- **A snapshot** can be named by the ending of its name, where no other ends so: \`snapshot restore before-the-update\` means \`2026-01-01_10-00-00_before-the-update\`.
- Progress goes to stderr: a bar on a terminal, a line for each step elsewhere, nothing with \`--quiet\`. \`NO_COLOR\` switches colours off. English, German and Chinese, by \`--lang\` or \`LANG\`.
- \`cmdesk completion bash\` (\`zsh\`, \`fish\`, \`powershell\`) prints what makes the shell complete commands and flags.

## For agents

\`cmdesk mcp\` speaks the Model Context Protocol over its standard input and output: the commands below as tools with the same names (\`pack_install\`), words and schemas, and the log, the history and the
snapshots as resources. It only reads, unless it is started with \`--allow change\`. A change is then judged by the security policy as that of any program, and a call without \`confirm\` answers only what it would do, with an id; the same call with that id as \`confirm\` does it, once and within ten minutes. What was not done is an error, and each answer says that its texts are those of strangers.

\`\`\`json
{ "mcpServers": { "comfyui": { "command": "cmdesk", "args": ["mcp", "--comfyui", "/srv/ComfyUI"] } } }
\`\`\`

## Exit codes

| exit code | means                                                        |
| --------- | ------------------------------------------------------------ |
| 0         | done                                                         |
| 1         | failed, or a check (\`doctor\`, \`pack why\`, \`env check\`) found something |
| 2         | wrong use                                                    |
| 3         | refused by the policy                                        |
| 4         | not found                                                    |
| 5         | the core cannot be reached, or another app has the folder    |
| 130       | cancelled                                                    |
`;

const formatAs = async (filepath, text) => format(text, { ...(await resolveConfig(filepath)), filepath });

async function load() {
  const { tsImport } = await import('tsx/esm/api');
  const { describeCommands } = await tsImport('../../src/cli/commands/table.ts', import.meta.url);
  const { usageOf } = await tsImport('../../src/cli/help.ts', import.meta.url);
  const { formatMessage } = await tsImport('../../src/contract/text/message.ts', import.meta.url);
  return { table: describeCommands(), usageOf, formatMessage };
}

async function generatePage() {
  const { table, usageOf, formatMessage } = await load();
  const flags = ({ arguments: all, positionals }) =>
    all
      .filter(({ field }) => !positionals.includes(field))
      .map(({ flag, choices }) => `\`--${flag}${choices ? ` ${choices.join('|')}` : ''}\``)
      .join(', ');
  const parts = table.map((entry) => {
    const more = flags(entry);
    return [
      `## ${entry.path}\n`,
      `${formatMessage(entry.words)}\n`,
      `\`\`\`text\ncmdesk ${usageOf(entry)}\ncmdesk ${entry.example}\n\`\`\`\n`,
      ...(more === '' ? [] : [`Flags: ${more}.\n`]),
    ].join('\n');
  });
  return formatAs('docs/command-line.md', `${HEAD}\n${parts.join('\n')}`);
}

async function generateTable() {
  const { table } = await load();
  return formatAs(`${SOURCE}commands.json`, JSON.stringify(table));
}

const about = { source: SOURCE, script: SCRIPT };
const page = generatedDocument({
  ...{ ...about, name: 'command line', page: 'docs/command-line.md', generate: generatePage, part: /^## /gm },
});
const table = generatedDocument({
  ...{ ...about, name: 'commands', page: `${SOURCE}commands.json`, generate: generateTable, part: /"path"/g },
});

/** Compares both files with what the rows say now. */
export async function checkCommandLine() {
  const [one, other] = [await page.check(), await table.check()];
  return { seen: Math.min(one.seen, other.seen), problems: [...one.problems, ...other.problems] };
}

if (isMainModule(import.meta.url)) {
  await runMain(async () => {
    await table.main();
    return page.main();
  });
}
