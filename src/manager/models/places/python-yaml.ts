import { parseDocument, type Tags } from 'yaml';

/** A file whose aliases grow without end is none. */
const maxAliasCount = 100;

/**
 * What plain words are to PyYAML 6.0 (`yaml/resolver.py`), where YAML 1.1 as it is written says otherwise: `y` and `n` are texts, and so is a number with an exponent
 * that has no dot or no sign.
 */
const resolved: Readonly<Record<string, RegExp>> = {
  true: /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/u,
  false: /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/u,
  EXP: /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)[eE][-+][0-9]+$/u,
};

const likePython = (tags: Tags): Tags =>
  tags.map((tag) => {
    if (typeof tag === 'string' || !('test' in tag) || tag.test === undefined) return tag;
    const word = tag.tag.endsWith(':bool') ? String(tag.test.test('true')) : 'format' in tag ? tag.format : undefined;
    const test = word === undefined ? undefined : resolved[word];
    return test === undefined ? tag : { ...tag, test };
  });

/**
 * What Python's `yaml.safe_load` makes of a text, with maps as `Map`: YAML 1.1, of a key that stands twice the last one counts, `<<` merges. Throws for what is no YAML,
 * has a tag that `safe_load` refuses, or grows without end.
 */
export function loadLikePython(text: string): unknown {
  const document = parseDocument(text, { version: '1.1', uniqueKeys: false, merge: true, customTags: likePython });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw problem;
  return document.toJS({ mapAsMap: true, maxAliasCount });
}

/** Whether Python takes a value for true: no nothing, no zero, and no text, list or map without anything in it. */
export function isTrueInPython(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value instanceof Map || value instanceof Set ? value.size > 0 : Boolean(value) || Number.isNaN(value);
}
