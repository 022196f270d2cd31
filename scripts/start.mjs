// npm start -- --comfyui FOLDER [...]: sets up, builds when needed, and opens the app on a person's own folder.
import { ensureBuild } from './build.mjs';
import { openDisplay } from './display.mjs';
import { launchApp } from './launch.mjs';
import { runMain } from './project.mjs';
import { runSession, waitForEnd } from './session.mjs';
import { ensureSetup } from './setup.mjs';
import { parseStartArguments, toAppArguments, USAGE } from './start-arguments.mjs';

await runMain(async () => {
  // npm runs scripts in the project's folder; relative names are meant from where the person stands.
  const wanted = parseStartArguments(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  if (wanted.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  return runSession(async ({ own, stopRequest }) => {
    const { electron } = await ensureSetup();
    ensureBuild();
    const display = await openDisplay();
    own(display.stop);
    const app = launchApp({ electron, display, args: toAppArguments(wanted), userDataDir: wanted.userDataDir });
    own(app.stop);
    return waitForEnd(app.exit, stopRequest);
  });
});
