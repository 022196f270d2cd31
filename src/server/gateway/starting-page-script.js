/* global document, fetch, location, setTimeout, words */
// Runs in the browser, on the page that stands in for ComfyUI's while it does not serve; `words` are put before it, in the language of the page.

const lookEveryMs = 1000;
const shownLines = 30;
const byId = (id) => document.getElementById(id);

/** Said once by a screen reader, not with each look. */
function say(id, text) {
  if (byId(id).textContent !== text) byId(id).textContent = text;
}

function draw({ state, notice, crash }) {
  const [title, advice] = words[state];
  document.title = title;
  say('title', title);
  say('notice', notice || advice);
  // The notice of a crash points to them.
  say('log', (crash?.lastLines ?? []).slice(-shownLines).join('\n'));
  byId('start').hidden = !['stopped', 'crashed'].includes(state);
  // A refusal is about the state in which Start was offered.
  if (byId('start').hidden) say('problem', '');
}

async function ask(path, method) {
  const answer = await fetch(`/api/v2/comfyui_manager/${path}`, { method });
  const body = await answer.json();
  const { message, remedy, code } = body;
  if (!answer.ok) throw Object.assign(new Error([message, remedy].filter(Boolean).join(' ')), { code });
  return body;
}

async function readStatus() {
  try {
    return await ask('status', 'GET');
  } catch (error) {
    if (error.code === 'installation-missing') return { state: 'none' };
    return { state: 'away', notice: error.code && error.message };
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

byId('start').addEventListener('click', async ({ target }) => {
  target.disabled = true;
  say('problem', '');
  await ask('start', 'POST').then(draw, (error) => say('problem', error.message));
  target.disabled = false;
});
void look();
