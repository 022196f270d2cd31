// Commands, arguments and settings that the pages name. A line in a block of shell is one that people copy: each has its proof, which is a spec or a script
// that runs it, or it is of another system and only compared. What is named between backticks is looked up in the source.

/**
 * What runs the commands of the pages, by how they begin. `by` is a file of this repository; one that only the runner of another system can do is done there by
 * the rows of scripts/release/package-kinds.mjs.
 */
export const PROOFS = [
  { command: /^npm run demo( |$)/, by: 'e2e/start.spec.ts' },
  { command: /^npm start( |$)/, by: 'e2e/start.spec.ts' },
  { command: /^npm (test|run test:all)( |$)/, by: '.ci/run' },
  { command: /^npm run dev( |$)/, by: 'e2e/dev.spec.ts' },
  { command: /^curl /, by: 'e2e/documents.spec.ts' },
  { command: /^sudo apt install /, by: 'e2e/smoke/debian.smoke.ts' },
  { command: /^(Xvfb :99 |(DISPLAY=:99 )?comfyui-manager-desktop)/, by: 'e2e/smoke/debian.smoke.ts' },
  // On the runner of a release alone, with the files of that release.
  {
    command: /^(sudo dnf install|chmod \+x|mkdir|tar -xzf|\.\/comfyui-manager-desktop)/,
    by: 'scripts/release/package-kinds.mjs',
  },
  // By hand, in a Debian 12 where no program may make user namespaces.
  {
    command: /^sudo ch(own root:root|mod 4755) comfyui-manager-desktop/,
    by: 'docs/releasing.md',
  },
  { command: /^cmdesk serve /, by: 'src/serve/serve.slow.test.ts' },
  { command: /^cmdesk pack /, by: 'e2e/command-line.spec.ts' },
  { command: /^(sudo )?npm install --global /, by: 'scripts/package/npm-package.test.mjs' },
  {
    command: /^sudo (tar -xzf|ln -s) .*cmdesk|^sudo tar -xzf comfyui-manager-desktop-/,
    by: 'scripts/package/node-archive.test.mjs',
  },
  // By hand: they change the system, or need a daemon that the tests have not.
  {
    command: /^(sudo (apt-get|tar|useradd|install|cp|systemctl)|docker compose|(TOKEN=\$\(sed|NODE=\$\(grep)) /,
    by: 'docs/headless.md',
  },
  { command: /^(sha256sum|gh attestation) /, by: '.github/workflows/release.yml' },
];

const isShell = /^(sh|bash|shell|console)\b/;

/** Blocks of shell of a page, as `{info, text}`; `info` is what stands behind the opening mark. */
function listBlocks(page) {
  const blocks = page.matchAll(/^ *```([^\n]*)\n(.*?)^ *```$/gms);
  return [...blocks].filter(([, info]) => isShell.test(info)).map(([, info, text]) => ({ info, text }));
}

/** Commands of a block: one a line, but for one whose quote or backslash goes on; without what is a comment. */
export function listCommands(text) {
  const commands = [];
  let open = '';
  for (const line of text.split('\n')) {
    const whole = open === '' ? line.trim() : `${open}\n${line}`;
    const isOpen = whole.endsWith('\\') || (whole.match(/'/g) ?? []).length % 2 === 1;
    open = isOpen ? whole : '';
    if (!isOpen && whole !== '' && !whole.startsWith('#')) commands.push(whole.replace(/ +# .*$/, ''));
  }
  return open === '' ? commands : [...commands, open];
}

/** An assignment says what the next lines mean by a name; it does nothing. */
const isAssignment = (command) => /^[A-Z_]+=\S*$/.test(command);

/** Complaints about the shell of a page. @param {{command: RegExp, by: string}[]} proofs @param {(file: string) => boolean} exists */
export function judgeCommands(file, page, { proofs, exists }) {
  const commands = listBlocks(page).flatMap(({ text }) => listCommands(text));
  const problems = commands
    .filter((command) => !isAssignment(command))
    .flatMap((command) => {
      const proof = proofs.find((row) => row.command.test(command));
      if (proof === undefined)
        return [`${file}: nothing runs \`${command.split('\n')[0]}\`: name what does in scripts/docs/commands.mjs`];
      return exists(proof.by)
        ? []
        : [`${file}: ${proof.by}, which is to run \`${command.split('\n')[0]}\`, is not there`];
    });
  return { seen: commands.length, problems };
}

/** All code of a page, in lines and in blocks. */
export function listCode(page) {
  const blocks = [...page.matchAll(/^ *```[^\n]*\n(.*?)^ *```$/gms)].map(([, text]) => text);
  const rest = page.replaceAll(/^ *```.*?^ *```$/gms, '');
  return [...blocks, ...[...rest.matchAll(/`([^`]+)`/g)].map(([, code]) => code)];
}

/** Complaints about scripts of npm that a page names and package.json has not. */
export function findUnknownScripts(file, page, scripts) {
  const named = listCode(page).flatMap((code) => [
    ...code.matchAll(/\bnpm (?:run (?:--silent )?([\w-]+)|(start|test))\b/g),
  ]);
  const unknown = named.map(([, one, other]) => one ?? other).filter((name) => !(name in scripts));
  return [...new Set(unknown)].map((name) => `${file}: there is no \`npm run ${name}\``);
}

/** Complaints about `--set name=…` whose name is no setting. */
export function findUnknownSettings(file, page, settings) {
  const named = listCode(page).flatMap((code) =>
    [...code.matchAll(/--set '?([a-z]+\.[A-Za-z]+)=/g)].map(([, name]) => name),
  );
  return named
    .filter((name) => !settings.includes(name))
    .map((name) => `${file}: --set ${name}: there is no such setting`);
}

/** First column of the table under a heading cell, the names between backticks. */
export function listColumn(page, head) {
  const lines = page.split('\n');
  const first = lines.findIndex((line) => new RegExp(`^\\| *${head} *\\|`).test(line));
  if (first < 0) return [];
  const end = lines.findIndex((line, index) => index > first && !line.startsWith('|'));
  return lines
    .slice(first + 2, end < 0 ? undefined : end)
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name));
}

/** Compares a table of a page with what the source has: nothing is missing, nothing is invented. */
export function compareNames(what, documented, real) {
  return [
    ...real.filter((name) => !documented.includes(name)).map((name) => `${what}: ${name} is not documented`),
    ...documented.filter((name) => !real.includes(name)).map((name) => `${what}: there is no ${name}`),
  ];
}

/** Complaints about words of the window, in italics, that no text of the window is. @param {ReadonlySet<string>} texts */
export function findUnknownLabels(file, page, texts) {
  const named = page.replaceAll(/`[^`\n]*`/g, '').matchAll(/(?<![\w*])_([^_\n]+)_(?!\w)/g);
  return [...named]
    .filter(([, label]) => !texts.has(label))
    .map(([, label]) => `${file}: the window nowhere says "${label}"`);
}
