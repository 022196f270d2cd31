/** Counts how often the core said which installation is shown: what was asked of one is no answer about the next. */
let announcements = 0;

/** Notes that it was said once more. */
export function countAnnouncement(): void {
  announcements += 1;
}

/** Which announcement this is; an answer that comes after another one is of no use. */
export function readGeneration(): number {
  return announcements;
}
