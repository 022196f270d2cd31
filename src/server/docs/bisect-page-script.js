/* global document, fetch, location, navigator, setTimeout, URLSearchParams */
// Runs in the browser, on the page that shows the web UI of each start below a bar on which a person judges it.

const lookEveryMs = 500;

const english = {
  title: 'Which pack breaks ComfyUI?',
  start: (start, atMost) => `Start ${start} of at most ${atMost}`,
  left: (count) => (count === 1 ? '1 pack left' : `${count} packs left`),
  loaded: (count) => (count === 1 ? '1 pack loaded' : `${count} packs loaded`),
  none: 'No pack is loaded in this start.',
  good: 'Good',
  bad: 'Bad',
  goodHint: 'What you look for does not happen in this start.',
  badHint: 'What you look for happens in this start.',
  ended: 'ComfyUI ended by itself in this start. If that is what you look for, it is bad, else good.',
  preparing: 'The next start is prepared.',
  starting: 'ComfyUI is starting. This page shows it as soon as it is ready.',
  restoring: 'The search is over. ComfyUI is started again as it was.',
  idle: 'No search is under way.',
  found: (packs) => `Found: ${packs}.`,
  gap: ' ',
  other: 'The search is over.',
  next: 'ComfyUI Manager Desktop shows the result and what can be done.',
  away: 'ComfyUI Manager Desktop does not answer. This page keeps trying.',
  webUi: 'Web UI',
};

const german = {
  title: 'Welches Pack stört ComfyUI?',
  start: (start, atMost) => `Start ${start} von höchstens ${atMost}`,
  left: (count) => (count === 1 ? 'noch 1 Pack' : `noch ${count} Packs`),
  loaded: (count) => (count === 1 ? '1 Pack geladen' : `${count} Packs geladen`),
  none: 'In diesem Start ist kein Pack geladen.',
  good: 'Gut',
  bad: 'Schlecht',
  goodHint: 'Das gesuchte Problem tritt in diesem Start nicht auf.',
  badHint: 'Das gesuchte Problem tritt in diesem Start auf.',
  ended: 'ComfyUI hat sich in diesem Start selbst beendet. Ist das das gesuchte Problem, ist er schlecht, sonst gut.',
  preparing: 'Der nächste Start wird vorbereitet.',
  starting: 'ComfyUI startet. Diese Seite zeigt es, sobald es bereit ist.',
  restoring: 'Die Suche ist zu Ende. ComfyUI wird wieder so gestartet, wie es war.',
  idle: 'Keine Suche läuft.',
  found: (packs) => `Gefunden: ${packs}.`,
  gap: ' ',
  other: 'Die Suche ist zu Ende.',
  next: 'Was nun getan werden kann, steht in ComfyUI Manager Desktop.',
  away: 'ComfyUI Manager Desktop antwortet nicht. Diese Seite versucht es weiter.',
  webUi: 'Web-UI',
};

const chinese = {
  title: '哪个节点包导致 ComfyUI 出问题？',
  start: (start, atMost) => `第 ${start} 次启动，最多 ${atMost} 次`,
  left: (count) => `还剩 ${count} 个节点包`,
  loaded: (count) => `已加载 ${count} 个节点包`,
  none: '本次启动未加载任何节点包。',
  good: '正常',
  bad: '有问题',
  goodHint: '本次启动未出现要找的问题。',
  badHint: '本次启动出现了要找的问题。',
  ended: 'ComfyUI 在本次启动中自行退出。如果这正是要找的问题，选“有问题”，否则选“正常”。',
  preparing: '正在准备下一次启动。',
  starting: 'ComfyUI 正在启动。就绪后会显示在此页面。',
  restoring: '查找已结束。ComfyUI 正在恢复原来的启动方式。',
  idle: '没有正在进行的查找。',
  found: (packs) => `找到：${packs}。`,
  gap: '',
  other: '查找已结束。',
  next: '结果和后续操作见 ComfyUI Manager Desktop。',
  away: 'ComfyUI Manager Desktop 没有响应。此页面会继续尝试。',
  webUi: '网页界面',
};

/** The language that is wanted, by the script it is written in: Traditional Chinese is another one, and gets English. */
function chooseLanguage() {
  const wanted = new URLSearchParams(location.search).get('lang') ?? navigator.language;
  try {
    const { language, script } = new Intl.Locale(wanted).maximize();
    if (language === 'zh' && script === 'Hans') return { tag: 'zh-CN', words: chinese };
    if (language === 'de') return { tag: 'de', words: german };
  } catch {
    // What is no language gets English.
  }
  return { tag: 'en', words: english };
}

const { tag, words } = chooseLanguage();

const byId = (id) => document.getElementById(id);

/** Said once by a screen reader, not with each look. */
function say(id, text) {
  if (byId(id).textContent !== text) byId(id).textContent = text;
  byId(id).hidden = text === '';
}

/** The start that the frame shows, and the one that was judged here and is not over yet. */
let shown = 0;
let judged = 0;

function messageOf({ phase, hasEnded, result }) {
  if (phase === 'judging') return hasEnded ? words.ended : '';
  if (phase !== 'done') return words[phase] ?? '';
  const head = result?.outcome === 'found' ? words.found(result.packs.join(' + ')) : words.other;
  return `${head}${words.gap}${words.next}`;
}

/** The web UI itself, untouched, of the port of this start; each start is loaded anew. */
function drawFrame({ phase, port, start, hasEnded }) {
  const isOpen = phase === 'judging' && !hasEnded && port !== null;
  const frame = byId('web');
  frame.hidden = !isOpen;
  if (isOpen && shown !== start) {
    shown = start;
    frame.src = `http://${location.hostname}:${port}/`;
  }
  if (!isOpen && shown !== 0 && phase !== 'judging') {
    shown = 0;
    frame.src = 'about:blank';
  }
}

function drawPacks({ phase, onTrial }) {
  const isKnown = phase === 'judging' || phase === 'starting';
  byId('trial').hidden = !isKnown;
  say('count', words.loaded(onTrial.length));
  const text = onTrial.join('\n');
  if (byId('packs').dataset.text === text) return;
  byId('packs').dataset.text = text;
  const items = (onTrial.length === 0 ? [words.none] : onTrial).map((name) => {
    const item = document.createElement('li');
    item.textContent = name;
    return item;
  });
  byId('packs').replaceChildren(...items);
}

function draw(view) {
  const { phase, start, atMost, left } = view;
  const isUnderWay = ['preparing', 'starting', 'judging'].includes(phase) && start > 0;
  say('title', isUnderWay ? words.start(start, atMost) : words.title);
  say('detail', isUnderWay ? words.left(left) : '');
  const message = messageOf(view);
  say('message', message);
  byId('wait').hidden = message === '';
  byId('mark').hidden = !['preparing', 'starting', 'restoring'].includes(phase);
  byId('again').hidden = phase !== 'done' && phase !== 'idle';
  byId('buttons').hidden = !isUnderWay;
  const isAsked = phase === 'judging' && judged !== start;
  byId('good').disabled = !isAsked;
  byId('bad').disabled = !isAsked;
  drawFrame(view);
  drawPacks(view);
}

async function ask(path, init) {
  const answer = await fetch(`/api/v2/comfyui_manager/bisect${path}`, init);
  const body = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(body.message), { code: body.code });
  return body;
}

let now = null;

async function look() {
  try {
    now = await ask('', { method: 'GET' });
    draw(now);
  } catch (error) {
    byId('wait').hidden = false;
    say('message', error.code ? error.message : words.away);
  }
}

async function keepLooking() {
  await look();
  setTimeout(keepLooking, lookEveryMs);
}

async function judge(verdict) {
  const { start } = now;
  judged = start;
  say('problem', '');
  draw(now);
  try {
    const headers = { 'content-type': 'application/json' };
    await ask('/answer', { method: 'POST', headers, body: JSON.stringify({ start, verdict }) });
  } catch (error) {
    judged = 0;
    say('problem', error.message);
  }
  await look();
}

document.documentElement.lang = tag;
document.title = words.title;
for (const [id, hint, verdict] of [
  ['good', words.goodHint, 'good'],
  ['bad', words.badHint, 'bad'],
]) {
  byId(id).textContent = words[id];
  byId(id).title = hint;
  byId(id).addEventListener('click', () => void judge(verdict));
}
byId('again').textContent = words.webUi;
void keepLooking();
