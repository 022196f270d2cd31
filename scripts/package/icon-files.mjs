// The two containers that hold a picture in several sizes. Both take PNG: Windows since Vista, macOS since 10.7.

/** What each entry of an icns is called, by its edge in pixels; an edge that is also the double of another has two names. */
const ICNS_TYPES = {
  16: ['icp4'],
  32: ['icp5', 'ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
};

export const ICNS_EDGES = Object.keys(ICNS_TYPES).map(Number);

/** @typedef {{edge: number, png: Buffer}} Picture */

/** An .ico with the given pictures, of at most 256 pixels. @param {readonly Picture[]} pictures @returns {Buffer} */
export function composeIco(pictures) {
  const header = Buffer.alloc(6);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length + 16 * pictures.length;
  const entries = pictures.map(({ edge, png }) => {
    const entry = Buffer.alloc(16);
    // 256 does not fit into a byte, and is written as 0.
    entry.writeUInt8(edge % 256, 0);
    entry.writeUInt8(edge % 256, 1);
    entry.writeUInt16LE(1, 4);
    entry.writeUInt16LE(32, 6);
    entry.writeUInt32LE(png.length, 8);
    entry.writeUInt32LE(offset, 12);
    offset += png.length;
    return entry;
  });
  return Buffer.concat([header, ...entries, ...pictures.map(({ png }) => png)]);
}

/** An .icns with the given pictures. @param {readonly Picture[]} pictures of edges in ICNS_EDGES @returns {Buffer} */
export function composeIcns(pictures) {
  const entries = pictures.flatMap(({ edge, png }) => ICNS_TYPES[edge].map((type) => composeEntry(type, png)));
  return composeEntry('icns', Buffer.concat(entries));
}

function composeEntry(type, content) {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(8 + content.length, 4);
  return Buffer.concat([head, content]);
}

/** The edges of the pictures in an .ico. @param {Buffer} ico @returns {number[]} */
export function readIcoEdges(ico) {
  const count = ico.readUInt16LE(4);
  return Array.from({ length: count }, (_, index) => {
    const entry = 6 + 16 * index;
    const edge = ico.readUInt8(entry) || 256;
    const at = ico.readUInt32LE(entry + 12);
    if (readPngEdge(ico.subarray(at)) !== edge)
      throw new Error(`Entry ${index} of the ico is no PNG of ${edge} pixels.`);
    return edge;
  });
}

/** The entries of an .icns: what each is called, and the edge of its picture. @param {Buffer} icns @returns {[string, number][]} */
export function readIcnsEntries(icns) {
  if (icns.toString('latin1', 0, 4) !== 'icns' || icns.readUInt32BE(4) !== icns.length)
    throw new Error('This is no icns.');
  const entries = [];
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    entries.push([icns.toString('latin1', at, at + 4), readPngEdge(icns.subarray(at + 8))]);
  }
  return entries;
}

/** The width of a square PNG. @param {Buffer} png @throws {Error} for what is none */
export function readPngEdge(png) {
  const width = png.readUInt32BE(16);
  if (png.readUInt32BE(0) !== 0x89504e47 || width !== png.readUInt32BE(20)) throw new Error('This is no square PNG.');
  return width;
}
