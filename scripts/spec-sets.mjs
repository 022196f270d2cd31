// Which spec files run when: `npm test` those that walk each promise of the README once, `npm run test:all` all others as well, and the nightly run what
// repeats. Any file runs by its name: `npm test -- e2e FILE.spec.ts`.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from './project.mjs';

/** The table of docs/rooms/e2e.md: a promise, the specs that walk it in `npm test`, and what else `npm run test:all` tries of it. */
export const promises = [
  {
    promise: 'A first run finds, opens or makes a ComfyUI',
    everyday: ['onboarding', 'setup-command', 'first-steps'],
    further: ['setup-window'],
  },
  {
    promise: 'Packs are installed and updated while ComfyUI is stopped',
    everyday: ['install', 'window'],
    further: ['pack-actions-window', 'update-review-window'],
  },
  {
    promise: 'A change that fails or is cancelled leaves all as it was',
    everyday: ['failures'],
    further: ['crash', 'damaged-files', 'git-password'],
  },
  { promise: 'A single change is undone', everyday: ['undo-window'], further: ['`npm run undo`'] },
  {
    promise: 'Snapshots are compared and restored, with the version of ComfyUI',
    everyday: ['snapshots', 'snapshots-window'],
    further: ['comfyui-versions-window', 'comfyui-code'],
  },
  {
    promise: 'What changes of Python packages is shown before, and a conflict is refused',
    everyday: ['package-plan-window'],
    further: ['package-build-window', 'environment-doctor-window', 'rehearsal-window'],
  },
  {
    promise: 'Models are downloaded, and a download that was interrupted goes on',
    everyday: ['models', 'downloads-window'],
    further: ['models-window', 'models-faults', 'model-lists-window', '`models-kill`, nightly'],
  },
  {
    promise: 'ComfyUI starts, stops and says why a pack did not load',
    everyday: ['comfyui-window', 'comfyui-imports'],
    further: ['comfyui-process', 'comfyui-ports', 'launch-check-window'],
  },
  {
    promise: 'A ComfyUI that crashes is told, and runs again',
    everyday: ['comfyui-crash'],
    further: ['restart', '`comfyui-hostile-packs`, nightly'],
  },
  { promise: 'The pack that breaks ComfyUI is found', everyday: ['bisect-window'], further: ['lean-window'] },
  {
    promise: 'A workflow says which packs and models it lacks',
    everyday: ['workflow-window'],
    further: ['workflow-address-window', 'workflow-uses-window'],
  },
  {
    promise: 'The Manager of the web UI works on our API',
    everyday: ['web-ui'],
    further: ['starting-page', '`real-catalogue`, nightly'],
  },
  {
    promise: '`/v2` keeps to its specification',
    everyday: ['conformance', 'doors'],
    further: ['fuzz', 'documents', 'operations'],
  },
  { promise: 'One address serves ComfyUI and the app', everyday: ['gateway'], further: ['start', 'own-doors'] },
  {
    promise: 'What is risky is asked for, by every door',
    everyday: ['policy', 'policy-window'],
    further: ['api-token-window'],
  },
  { promise: 'It works without a window, and from a shell', everyday: ['command-line'], further: ['agents', 'disk'] },
  {
    promise: 'It connects to a ComfyUI on another machine',
    everyday: ['remote-window'],
    further: ['the window specs on `ON_REMOTE=1`, nightly'],
  },
  {
    promise: 'Several installations are managed',
    everyday: ['installation-dialogs'],
    further: ['installations-window', 'held-folder-window', 'transfer-window'],
  },
  {
    promise: 'The tray shows what goes on, and acts',
    everyday: ['tray'],
    further: ['`hidden-page`, nightly'],
  },
  {
    promise: 'It speaks the language that is chosen',
    everyday: ['language-window'],
    further: ['pack-states', '`language-chinese`, nightly'],
  },
  {
    promise: 'Each place can be read and reached by everybody',
    everyday: ['screens'],
    further: ['states', 'keyboard-window', 'large-text-window'],
  },
];

/** What only the nightly run repeats, and what tries it every day. */
export const nightly = [
  {
    file: 'clicks-window',
    because:
      'counts clicks; what they do is walked by the spec of each place, and the updates by two in update-review-window',
  },
  {
    file: 'comfyui-hostile-packs',
    because: 'such packs are tried each day by the slow tests of src/manager/comfyui/output',
  },
  { file: 'dev', because: 'a convenience of who works on the app; the build it stands on is that of every spec' },
  { file: 'hidden-page', because: 'its timers have unit tests, and tray hides the window and brings it back' },
  {
    file: 'language-chinese',
    because: 'language-window walks the same places in German; that every sentence has its Chinese is a unit test',
  },
  { file: 'login-item', because: 'the file that it writes has unit tests' },
  { file: 'models-kill', because: 'what ten kills of a download cost is a unit test, and torture kills downloads' },
  { file: 'newcomer', because: 'walks what onboarding, install, comfyui-window and undo-window try one by one' },
  { file: 'real-catalogue', because: 'catalogue shows the same on a small list; the search has unit tests' },
  { file: 'startup-cache', because: 'the prepared rows have unit tests, and each spec that starts twice draws them' },
  { file: 'stdin', because: 'the end of an app with its caller has unit tests; start tries the signals' },
];

const specOf = (name) => `${name}.spec.ts`;
const nightlySpecs = nightly.map(({ file }) => specOf(file));
const everydaySpecs = promises.flatMap(({ everyday }) => everyday).map(specOf);

/**
 * The spec files of a set. `rest` is what `npm run test:all` adds to `npm test`.
 * @param {'everyday' | 'rest' | 'all'} set
 * @returns {string[]}
 */
export function specsOf(set, isNightly = process.env.NIGHTLY === '1') {
  const present = readdirSync(join(projectDir, 'e2e')).filter((name) => name.endsWith('.spec.ts'));
  return present.filter((name) => {
    if (nightlySpecs.includes(name)) return isNightly && set !== 'everyday';
    return set === 'all' || everydaySpecs.includes(name) === (set === 'everyday');
  });
}
