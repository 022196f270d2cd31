/* global document, fetch, location, setTimeout */
// Runs in the browser, on the page that stands in for ComfyUI's while it does not serve.

const lookEveryMs = 1000;
const shownLines = 30;

const titles = {
  none: 'No ComfyUI folder is open',
  stopped: 'ComfyUI is stopped',
  starting: 'ComfyUI is starting',
  running: 'ComfyUI is ready',
  stopping: 'ComfyUI is stopping',
  crashed: 'ComfyUI has ended unexpectedly',
  foreign: 'The port of ComfyUI is in use',
  away: 'ComfyUI Manager Desktop does not answer',
};

const startable = ['stopped', 'crashed'];

const byId = (id) => document.getElementById(id);

function show(id, text) {
  byId(id).textContent = text;
  byId(id).hidden = text === '';
}

const advice = {
  none: 'Open one in ComfyUI Manager Desktop. This page follows.',
  away: 'It was closed, or is just starting. This page keeps trying.',
  stopped: 'Start it here, or in ComfyUI Manager Desktop.',
  stopping: 'Running work is brought to an end.',
  crashed: 'Start it again, or look into it in ComfyUI Manager Desktop.',
  foreign: 'Another program holds it.',
};

/** How long a start takes already; nothing for the first seconds. */
function describeWait({ startedAt }) {
  const seconds = Math.round((Date.now() - Date.parse(startedAt)) / 1000);
  if (!(seconds >= 5)) return '';
  return seconds < 100 ? ` (${seconds} s)` : ` (${Math.round(seconds / 60)} min)`;
}

function describe(status) {
  const { state, phase, importing, notice } = status;
  if (notice) return notice;
  if (state !== 'starting') return advice[state] ?? '';
  const doing = phase === 'importing' ? `Importing ${importing ?? 'custom nodes'}` : 'Loading Python and its libraries';
  return `${doing}${describeWait(status)}. This page opens ComfyUI as soon as it is ready.`;
}

function describeExit({ code, signal }) {
  return signal ? `signal ${signal}` : `code ${code}`;
}

/** What is known of a crash, as pairs of a name and a text. */
function factsOf({ state, exit, crash, notice }) {
  if (state !== 'crashed') return [];
  const { change, suspects = [] } = crash ?? {};
  return [
    // Where a sentence tells of it already, it is not told twice.
    ['Ended with', exit && !notice && describeExit(exit)],
    ['Named in its last lines', suspects.join(', ')],
    [
      'Changed just before',
      change && `${change.target} (${change.kind}, ${new Date(change.endedAt).toLocaleString()})`,
    ],
  ].filter(([, text]) => text);
}

function drawFacts(facts) {
  const nodes = facts.flatMap(([name, text]) => {
    const [term, value] = [document.createElement('dt'), document.createElement('dd')];
    term.textContent = name;
    value.textContent = text;
    return [term, value];
  });
  byId('facts').replaceChildren(...nodes);
  byId('facts').hidden = facts.length === 0;
}

function drawLog(lines) {
  const log = byId('log');
  const text = lines.slice(-shownLines).join('\n');
  if (log.textContent === text) return;
  const isAtEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 4;
  show('log', text);
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}

function draw(status) {
  document.body.dataset.state = status.state;
  const title = titles[status.state] ?? titles.stopped;
  // Said once by a screen reader, not with each look.
  if (byId('title').textContent !== title) show('title', title);
  document.title = title;
  const told = describe(status);
  if (byId('notice').textContent !== told) show('notice', told);
  byId('start').hidden = !startable.includes(status.state);
  // A refusal is about the state in which Start was offered.
  if (byId('start').hidden) show('problem', '');
  drawFacts(factsOf(status));
  drawLog(status.crash?.lastLines ?? status.lastLines ?? []);
}

async function ask(path, method) {
  const answer = await fetch(`/api/v2/comfyui_manager/${path}`, { method });
  const body = await answer.json();
  if (!answer.ok)
    throw Object.assign(new Error([body.message, body.remedy].filter(Boolean).join(' ')), { code: body.code });
  return body;
}

async function readStatus() {
  try {
    return await ask('status', 'GET');
  } catch (error) {
    const isOpenless = error.code === 'installation-missing';
    return { state: isOpenless ? 'none' : 'away', notice: !isOpenless && error.code ? error.message : null };
  }
}

/** Whether this address is ComfyUI's again: asked, not guessed, so that the page never loads itself in a circle. */
async function isServed() {
  const answer = await fetch(location.href, { method: 'HEAD', headers: { accept: 'text/html' } });
  return answer.headers.get('x-starting-page') === null;
}

async function look() {
  const status = await readStatus();
  draw(status);
  const isBack = ['running', 'foreign'].includes(status.state) && (await isServed().catch(() => false));
  if (isBack) location.reload();
  else setTimeout(look, lookEveryMs);
}

byId('start').addEventListener('click', async () => {
  byId('start').disabled = true;
  show('problem', '');
  try {
    draw(await ask('start', 'POST'));
  } catch (error) {
    show('problem', error.message);
  }
  byId('start').disabled = false;
});

void look();
