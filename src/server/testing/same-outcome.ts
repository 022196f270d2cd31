/** For tests only: how a call ended, without what differs from one call to the next: moments, and how much is free or in use on this machine. */
export function same(outcome: object): unknown {
  const moments = /"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)"/g;
  const measured = /"(?:freeBytes|usedBytes|totalBytes|bytes|seconds|uptimeSeconds|pid|freeMemory)":\d+(?:\.\d+)?/g;
  // A snapshot is named by its moment, and by a number where that is taken.
  const names = /_snapshot_\d+"/g;
  const text = JSON.stringify(outcome).replace(moments, '"then"').replace(measured, '"measured":0');
  return JSON.parse(
    text.replace(names, '_snapshot"').replace(/"\d{4}(?:-\d\d){2}_(?:\d\d-?){3}_snapshot"/g, '"snapshot"'),
  );
}
