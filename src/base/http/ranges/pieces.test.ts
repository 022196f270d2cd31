import { expect, it } from 'vitest';
import { Pieces, type Piece } from './pieces';

const megabyte = 1024 * 1024;

function finish(pieces: Pieces, piece: Piece): void {
  piece.at = piece.to;
  pieces.release(piece);
}

it('cuts a file of any claimed length without an object for each piece', () => {
  const before = process.memoryUsage().heapUsed;
  const pieces = new Pieces(999_999_999_999_999, 16 * megabyte);
  expect(pieces.take()).toEqual({ from: 0, at: 0, to: 16 * megabyte });
  expect(pieces.take()).toMatchObject({ from: 16 * megabyte });
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(megabyte);
});

it('gives out what is missing from the front to the back, around what is there', () => {
  const pieces = new Pieces(100, 30, [
    [10, 20],
    [60, 90],
  ]);
  const taken = [pieces.take(), pieces.take(), pieces.take(), pieces.take()];
  expect(taken.map((piece) => [piece?.from, piece?.to])).toEqual([
    [0, 10],
    [20, 50],
    [50, 60],
    [90, 100],
  ]);
  expect(pieces.take()).toBe(null);
  for (const piece of taken) if (piece !== null) finish(pieces, piece);
  expect(pieces.spans()).toEqual([[0, 100]]);
  expect(pieces.front).toBe(100);
});

it('gives out again what a connection has left', () => {
  const pieces = new Pieces(100, 50);
  const [first, second] = [pieces.take(), pieces.take()];
  if (first === null || second === null) return expect.fail('no pieces');
  first.at = 20;
  finish(pieces, second);
  expect(pieces.front).toBe(20);
  pieces.release(first);
  expect(pieces.take()).toEqual({ from: 20, at: 20, to: 50 });
});

it('gives an idle connection half of what another one has left', () => {
  const pieces = new Pieces(20 * megabyte, Infinity);
  const first = pieces.take();
  expect(pieces.take()).toEqual({ from: 10 * megabyte, at: 10 * megabyte, to: 20 * megabyte });
  expect(first?.to).toBe(10 * megabyte);
});
