import { describe, expect, it } from 'vitest';
import { formatMessage } from '../../../contract/text/message';
import { readMarkerValues } from './markers';
import { torchFamily } from '../packages/hardware-packages';
import { builtInNoDowngrade, planRequirements, type RequirementRules } from './requirement-plan';

const rules = (changes: Partial<RequirementRules> = {}): RequirementRules => ({
  overrides: new Map(),
  blacklist: new Set(torchFamily),
  noDowngrade: new Set(builtInNoDowngrade),
  installed: new Map([
    ['torch', '2.7.1+cu126'],
    ['torchvision', '0.22.1'],
    ['transformers', '4.50.0'],
    ['safetensors', '0.5.3'],
    ['numpy', '1.26.4'],
  ]),
  markers: readMarkerValues('3.11.7', 'linux', 'x64'),
  ...changes,
});
const lines = (...list: string[]) =>
  list.map((text, index) => ({ text, source: `line ${index + 1}`, isConstraint: false, folder: '.' }));
const plan = (text: string, changes?: Partial<RequirementRules>) => {
  const { wanted, notes } = planRequirements(lines(text), rules(changes));
  return {
    wanted: wanted.map((requirement) => requirement.text),
    reasons: notes.map(({ reason }) => formatMessage(reason)),
  };
};

describe('planRequirements', () => {
  it.each([
    ['tinydep>=1.0  # small', 'tinydep>=1.0'],
    ['numpy<3 ; python_version < "4"', 'numpy<3 ; python_version < "4"'],
    ['a[x,y]~=1.4', 'a[x,y]~=1.4'],
    ['a==1.0 --hash=sha256:00 --hash=sha256:11', 'a==1.0 --hash=sha256:00 --hash=sha256:11'],
    ['a @ git+https://example.com/a.git@main', 'a @ git+https://example.com/a.git@main'],
    ['git+https://example.com/a.git#egg=a', 'git+https://example.com/a.git#egg=a'],
    ['a===1.0-odd', 'a===1.0-odd'],
    ['transformers>=4.51', 'transformers>=4.51'],
    ['transformers==4.52.0', 'transformers==4.52.0'],
    ['transformers', 'transformers'],
    ['safetensors<1', 'safetensors<1'],
    ['kornia==0.1', 'kornia==0.1'],
    ['numpy==1.20', 'numpy==1.20'],
  ])('wants %s', (line, expected) => {
    expect(plan(line)).toEqual({ wanted: [expected], reasons: [] });
  });

  it.each([
    ['torch', 'torch is on the blacklist (installed: 2.7.1+cu126)'],
    ['Torch_Vision==0.1', null],
    ['TorchVision==0.1', 'torchvision is on the blacklist (installed: 0.22.1)'],
    ['torchaudio>=2 --index-url https://example.com/simple', 'torchaudio is on the blacklist'],
    ['torch @ https://example.com/torch-9.0-py3-none-any.whl', 'torch is on the blacklist (installed: 2.7.1+cu126)'],
    ['https://example.com/torch-9.0-py3-none-any.whl', 'torch is on the blacklist (installed: 2.7.1+cu126)'],
    ['git+https://example.com/x.git#egg=torchsde', 'torchsde is on the blacklist'],
    ['torch===2.0', 'torch is on the blacklist (installed: 2.7.1+cu126)'],
    ['transformers==4.44.0', 'it would downgrade transformers 4.50.0'],
    ['transformers<4.50', 'it would downgrade transformers 4.50.0'],
    ['transformers~=4.44.0', 'it would downgrade transformers 4.50.0'],
    ['transformers>=4.0,<=4.49', 'it would downgrade transformers 4.50.0'],
    ['safetensors==0.4.*', 'it would downgrade safetensors 0.5.3'],
    ['a; sys_platform == "win32"', 'its marker does not apply to this Python'],
    ['--trusted-host example.com', 'this option is not one a pack may set'],
  ])('leaves %s out', (line, reason) => {
    const planned = plan(line);
    if (reason === null) expect(planned.wanted).toEqual([line]);
    else expect(planned).toEqual({ wanted: [], reasons: [`left out: ${reason}`] });
  });

  it('replaces an exact line, before anything else is decided, and judges what stands for it', () => {
    const overrides = new Map([
      ['torch==1.0  # old', 'tinydep==2.0'],
      ['b', ''],
      ['c', 'torch'],
    ]);
    expect(plan('torch==1.0  # old', { overrides })).toEqual({
      wanted: ['tinydep==2.0'],
      reasons: ['replaced by "tinydep==2.0" (pip_overrides)'],
    });
    expect(plan('b', { overrides }).wanted).toEqual([]);
    expect(plan('c', { overrides }).wanted).toEqual([]);
    expect(plan('b==1', { overrides }).wanted).toEqual(['b==1']);
  });

  it("obeys the user's own lists", () => {
    const changes = { blacklist: new Set(['open-cv']), noDowngrade: new Set(['numpy']) };
    expect(plan('Open.CV>=1', changes).reasons).toEqual(['left out: open-cv is on the blacklist']);
    expect(plan('numpy<1.26', changes).reasons).toEqual(['left out: it would downgrade numpy 1.26.4']);
  });

  it('pins the installed torch family, bounds the no-downgrade list and takes the constraints of the pack', () => {
    const own = ['numpy<2', 'torch<2', 'transformers<5'].map((text) => ({
      text,
      source: 'c',
      isConstraint: true,
      folder: '.',
    }));
    expect(planRequirements([...lines('a'), ...own], rules()).constraints).toEqual([
      'torch==2.7.1+cu126',
      'torchvision==0.22.1',
      'transformers>=4.50.0',
      'safetensors>=0.5.3',
      'numpy<2',
    ]);
  });

  it('collects indexes from lines of their own and from behind a requirement; the main index stays', () => {
    const planned = planRequirements(
      lines(
        '-i https://one/simple',
        'a --extra-index-url https://two/simple',
        '--pre',
        '-f ./wheels',
        '--only-binary :all:',
        '-f https://l',
      ),
      rules(),
    );
    expect(planned.options).toEqual([
      '--extra-index-url https://one/simple',
      '--extra-index-url https://two/simple',
      '--only-binary :all:',
      '-f https://l',
    ]);
    expect(planned.allowsPrereleases).toBe(true);
    expect(planned.wanted.map(({ text }) => text)).toEqual(['a']);
    expect(planned.notes).toHaveLength(1);
  });

  it.each(['-e .', '--editable ./x', '-e git+https://example.com/a#egg=a'])('refuses %s with a sentence', (line) => {
    expect(() => planRequirements(lines(line), rules())).toThrow(/editable/);
  });

  it.each(['.', './sub', 'wheels/a-1.0-py3-none-any.whl', '.[gpu]'])('knows %s as a path of the pack', (line) => {
    expect(planRequirements(lines(line), rules()).wanted[0]?.localPath?.path).toBe(line);
  });
});

describe('what lies outside of the pack', () => {
  it.each([
    'file:///etc/pkg.whl',
    'FILE:///etc/pkg.whl',
    'file:../pkg',
    'pkg @ file:///etc/pkg.whl',
    'pkg@file:/etc/pkg',
    'pkg[more] @ file://localhost/etc/pkg ; python_version > "3"',
    'git+file:///srv/pkg.git',
    'pkg @ git+file:///srv/pkg.git@main',
    'hg+file:///srv/pkg',
    '-e .',
    '-e ../pkg',
    '--editable=git+https://example.com/x.git',
    'pkg @ https://example.com/${HF_TOKEN}/pkg.whl',
    '--index-url https://${USER}@example.com/simple',
  ])('%s is refused in words', (line) => {
    expect(() => planRequirements(lines(line), rules())).toThrow(
      /^line 1 \(".*"\) (takes|asks) .*never done for a pack/,
    );
  });

  it.each(['../pkg', '/abs/pkg', 'C:\\pkg', 'sub/../../pkg', 'pkg @ ../pkg', 'pkg @ /abs/pkg', '~/pkg'])(
    '%s is a path, which is resolved inside the pack or refused',
    (line) => {
      const path = line.replace('pkg @ ', '');
      expect(planRequirements(lines(line), rules()).wanted[0]?.localPath?.path).toBe(path);
    },
  );

  it('no constraint is one, and no index', () => {
    const constraint = lines('pkg @ ./pkg').map((line) => ({ ...line, isConstraint: true }));
    expect(() => planRequirements(constraint, rules())).toThrow(/never done/);
    expect(planRequirements(lines('--extra-index-url file:///srv/simple', '-i /srv/simple'), rules()).options).toEqual(
      [],
    );
  });

  it('an override may be several lines, each of them judged', () => {
    const overrides = new Map([['a', 'b\x85--index-url https://example.com/simple\x85file:///x']]);
    expect(() => planRequirements(lines('a'), rules({ overrides }))).toThrow(/file:/);
  });
});
