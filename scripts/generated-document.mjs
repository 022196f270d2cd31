// A document that a script writes of tables in the source: told when it is old, and written anew with --write.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir, say } from './project.mjs';
import { ScriptError } from './script-error.mjs';
import { ensureTools } from './setup.mjs';

/**
 * @param {{name: string, page: string, source: string, script: string, generate: () => Promise<string>, part: RegExp}} about `page`, `source` and `script`
 *   are paths from the project's root; `part` finds each thing that the document speaks of
 * @returns {{check: () => Promise<import('./reports.mjs').Finding>, main: () => Promise<number>}} `main` is what the script does
 */
export function generatedDocument({ name, page, source, script, generate, part }) {
  const file = join(projectDir, page);
  const remedy = `Run: node ${script} --write`;
  const problem = `${page} is not what ${source} says now.`;
  const check = async () => {
    const wanted = await generate();
    const isCurrent = readFileSync(file, 'utf8') === wanted;
    return { seen: wanted.match(part)?.length ?? 0, problems: isCurrent ? [] : [`${problem} ${remedy}`] };
  };
  return {
    check,
    async main() {
      ensureTools();
      if (process.argv.includes('--write')) {
        writeFileSync(file, await generate());
        say(`${name}: ${page} was written`);
        return 0;
      }
      const { problems } = await check();
      if (problems.length > 0) throw new ScriptError(problem, remedy);
      say(`${name}: ${page} is current`);
      return 0;
    },
  };
}
