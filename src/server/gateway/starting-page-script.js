/* global document, fetch, location, setTimeout */
// Runs in the browser, on the page that stands in for ComfyUI's while it does not serve.

const lookEveryMs = 1000;
const shownLines = 30;

/** The server has chosen the language, by what the browser asks for. */
const words = globalThis.pageWords[document.documentElement.lang];

const startable = ['stopped', 'crashed'];

const byId = (id) => document.getElementById(id);

function show(id, text) {
  byId(id).textContent = text;
  byId(id).hidden = text === '';
}

/** How long a start takes already; nothing for the first seconds. */
function describeWait({ startedAt }) {
  const seconds = Math.round((Date.now() - Date.parse(startedAt)) / 1000);
  if (!(seconds >= 5)) return '';
  return seconds < 100 ? words.seconds(seconds) : words.minutes(Math.round(seconds / 60));
}

function describe(status) {
  const { state, phase, importing, notice } = status;
  if (notice) return notice;
  if (state !== 'starting') return words.advice[state] ?? '';
  const doing = phase === 'importing' ? words.importing(importing) : words.loading;
  return words.opens(doing, describeWait(status));
}

function describeExit({ code, signal }) {
  return signal ? words.signal(signal) : words.code(code);
}

/** A pack that was installed from an address is named by the last part of it. */
function nameOf(target) {
  return (
    target
      .replace(/[?#].*$/u, '')
      .replace(/(?:\.git)?\/*$/u, '')
      .split('/')
      .at(-1) || target
  );
}

function describeChange({ kind, target, endedAt }) {
  const when = new Date(endedAt).toLocaleString(words.locale, { dateStyle: 'medium', timeStyle: 'short' });
  return words.changed(words.kinds[kind], nameOf(target), when);
}

/** What is known of a crash, as pairs of a name and a text. */
function factsOf({ state, exit, crash, notice }) {
  if (state !== 'crashed') return [];
  const { change, isChangeSuspected, suspects = [] } = crash ?? {};
  return [
    // Where a sentence tells of it already, it is not told twice.
    [words.ended, exit && !notice && describeExit(exit)],
    [words.suspects, suspects.join(words.comma)],
    [words.change, change && isChangeSuspected && describeChange(change)],
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

function drawButtons(state) {
  const isCrashed = state === 'crashed';
  byId('start').textContent = isCrashed ? words.again : words.start;
  byId('start').hidden = !startable.includes(state);
  byId('bare').textContent = words.bare;
  byId('bare').title = words.bareHint;
  byId('bare').hidden = !isCrashed;
  show('next', isCrashed ? words.next : '');
}

function draw(status) {
  document.body.dataset.state = status.state;
  const title = words.titles[status.state] ?? words.titles.stopped;
  // Said once by a screen reader, not with each look.
  if (byId('title').textContent !== title) show('title', title);
  document.title = title;
  const told = describe(status);
  if (byId('notice').textContent !== told) show('notice', told);
  drawButtons(status.state);
  // A refusal is about the state in which Start was offered.
  if (byId('start').hidden) show('problem', '');
  drawFacts(factsOf(status));
  drawLog(status.crash?.lastLines ?? status.lastLines ?? []);
}

async function ask(path, method, input) {
  const sent =
    input === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) };
  const answer = await fetch(`/api/v2/comfyui_manager/${path}`, { method, ...sent });
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

async function start(input) {
  const buttons = [byId('start'), byId('bare')];
  for (const button of buttons) button.disabled = true;
  show('problem', '');
  try {
    draw(await ask('start', 'POST', input));
  } catch (error) {
    show('problem', error.message);
  }
  for (const button of buttons) button.disabled = false;
}

byId('log').setAttribute('aria-label', words.log);
byId('start').addEventListener('click', () => start());
byId('bare').addEventListener('click', () => start({ mode: 'bare' }));

void look();
