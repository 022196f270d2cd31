/**
 * What packs are called, by the names that tasks and folders have for them. One for the whole shell, as the language is: a pack is called the same
 * whichever installation has it, and everything that says a name asks here.
 */
const titles = new Map<string, string>();

/** Names beyond these are forgotten, the oldest first; a shell lives for weeks. */
const most = 5000;

/** Keeps what packs are called; whether one of them was new, or has another title. */
export function learnTitles(found: Readonly<Record<string, string>>): boolean {
  const news = Object.entries(found).filter(([name, title]) => titles.get(name) !== title);
  for (const [name, title] of news) titles.set(name, title);
  for (const name of [...titles.keys()].slice(0, Math.max(0, titles.size - most))) titles.delete(name);
  return news.length > 0;
}

/** The title of a pack; undefined until, or unless, a catalogue is known to list it. */
export function findTitle(name: string): string | undefined {
  return titles.get(name);
}

/** The same, and the name itself where there is none. */
export function titleOfPack(name: string): string {
  return findTitle(name) ?? name;
}
