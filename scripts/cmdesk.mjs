// npm run serve -- --comfyui FOLDER, npm run cmdesk -- ...: builds when needed, and runs the program that needs no window on this Node, in this process.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuild } from './build.mjs';
import { projectDir, runMain } from './project.mjs';
import { ensureTools } from './setup.mjs';

await runMain(async () => {
  ensureTools();
  ensureBuild();
  // npm runs scripts in the project's folder; relative names are meant from where the person stands.
  process.chdir(process.env.INIT_CWD ?? process.cwd());
  const program = join(projectDir, 'out', 'cli', 'cmdesk.mjs');
  process.argv[1] = program;
  await import(pathToFileURL(program).href);
});
