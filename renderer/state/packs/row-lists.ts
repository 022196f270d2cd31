import { rankCount } from './text-rank';

/** Where rows are put until it is known how many they are; as long as the longest order. */
let room = new Uint32Array();

/** The rows of an order that pass. What is answered is as long as they are many: after some letters hardly any are left. */
export function pick(order: Uint32Array, isPicked: (row: number) => boolean): Uint32Array {
  if (room.length < order.length) room = new Uint32Array(order.length);
  let count = 0;
  for (const row of order) {
    if (!isPicked(row)) continue;
    room[count] = row;
    count += 1;
  }
  return room.slice(0, count);
}

/** Puts the best first, and leaves those of one rank as they are. */
export function sortByRank(rows: Uint32Array, rankOf: Uint8Array): Uint32Array {
  const places = new Uint32Array(rankCount + 1);
  for (const row of rows) {
    const next = (rankOf[row] ?? 0) + 1;
    places[next] = (places[next] ?? 0) + 1;
  }
  for (let rank = 1; rank <= rankCount; rank += 1) places[rank] = (places[rank] ?? 0) + (places[rank - 1] ?? 0);
  const sorted = new Uint32Array(rows.length);
  for (const row of rows) {
    const rank = rankOf[row] ?? 0;
    const place = places[rank] ?? 0;
    sorted[place] = row;
    places[rank] = place + 1;
  }
  return sorted;
}
