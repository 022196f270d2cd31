/**
 * What tools write beside a model, behind its name with or without its ending: pictures and clips, notes, settings, and what Civitai says of it (docs/reference/on-disk.md 11).
 * Weights are no part of another model.
 */
const endings =
  /^\.(?:(?:(?:preview|thumb|swarmpreview)\.)?(?:png|jpe?g|webp|gif|avif|mp4|webm)|(?:civitai\.)?info|(?:metadata\.|cm-info\.|cminfo\.|swarm\.|rgthree-info\.)?json|ya?ml|(?:description\.)?txt|md|sha256)$/iu;

/** The paths that a model has to have, with or without its ending, for a file to be one that was written for it. */
export function ownersOf(path: string): string[] {
  const starts = [...path.matchAll(/\./gu)].map(({ index }) => index);
  return starts.filter((at) => endings.test(path.slice(at))).map((at) => path.slice(0, at));
}

/** The paths by which files beside a model name it: the whole one, and the one without its ending. */
export function namesOfOwner(path: string): [whole: string, bare: string] {
  return [path, path.replace(/\.[^./\\]*$/u, '')];
}
