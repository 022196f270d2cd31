import { describe, expect, it } from 'vitest';
import { createNodeClassScanner } from './node-classes';

describe('node classes', () => {
  it('takes name and module of each class, however the stream is cut', () => {
    const info = {
      KSampler: {
        input: { required: { python_module: ['a', { python_module: 'wrong' }] } },
        python_module: 'nodes',
        display: '}{"',
      },
      'Ünï "quoted" \\ node': {
        name: 'x',
        output: [],
        python_module: 'custom_nodes.päck',
        description: 'python_module: no',
      },
      Bare: { name: 'Bare' },
      Numbers: { n: 1, b: null, python_module: 'comfy_extras.nodes_x' },
    };
    const text = JSON.stringify(info);
    for (const length of [1, 3, 1000]) {
      const scanner = createNodeClassScanner();
      for (let at = 0; at < text.length; at += length) scanner.add(text.slice(at, at + length));
      expect(Object.fromEntries(scanner.classes())).toEqual({
        KSampler: 'nodes',
        'Ünï "quoted" \\ node': 'custom_nodes.päck',
        Numbers: 'comfy_extras.nodes_x',
      });
    }
  });

  it('passes over numbers that JSON has not, and Python writes', () => {
    const scanner = createNodeClassScanner();
    scanner.add(
      '{"A": {"input": {"x": ["FLOAT", {"max": Infinity, "min": -Infinity, "default": NaN}]}, "python_module": "nodes"}}',
    );
    expect(Object.fromEntries(scanner.classes())).toEqual({ A: 'nodes' });
  });

  it('takes no harm from something else', () => {
    const scanner = createNodeClassScanner();
    scanner.add('<html>{"a": [1, 2}}} "x');
    expect(scanner.classes().size).toBe(0);
  });

  it('holds up nobody: a piece of a large answer is read within a few milliseconds', () => {
    const entry = {
      input: { required: { file: [Array.from({ length: 200 }, (_, index) => `model ${index}.safetensors`)] } },
      python_module: 'nodes',
    };
    const text = JSON.stringify(
      Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`Class${index}`, entry])),
    );
    const scanner = createNodeClassScanner();
    const tookMs: number[] = [];
    for (let at = 0; at < text.length; at += 65_536) {
      const startMs = performance.now();
      scanner.add(text.slice(at, at + 65_536));
      tookMs.push(performance.now() - startMs);
    }
    expect(scanner.classes().size).toBe(2000);
    // The middle one: a single piece may have waited for another program of this machine.
    expect(tookMs.toSorted((a, b) => a - b)[Math.floor(tookMs.length / 2)]).toBeLessThan(20);
  });
});
