import { describe, expect, it } from 'vitest';
import { checkWorkflows, readComplaints } from './check-workflows.mjs';

const quiet = { code: 0, stdout: '', stderr: '' };

describe('the check of the workflows', () => {
  it('says in one line what is not on this machine, and that is no problem', async () => {
    const { seen, problems, notes } = await checkWorkflows(async (tool) => (tool === 'zizmor' ? null : quiet));
    expect(seen).toBeGreaterThan(1);
    expect(problems).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('zizmor is not on this machine')]);
  });

  it('hands on what a tool found, and what it said when it broke down', async () => {
    const found = { code: 1, stdout: 'ci.yml:1:2: no\n', stderr: '' };
    const { problems } = await checkWorkflows(async (tool) => (tool === 'zizmor' ? quiet : found));
    expect(problems).toEqual(['actionlint: ci.yml:1:2: no']);
    expect(readComplaints({ code: 3, stdout: '', stderr: 'fatal: x\n' })).toEqual(['fatal: x']);
    expect(readComplaints({ code: 3, stdout: '', stderr: '' })).toEqual(['ended with exit code 3']);
  });
});
