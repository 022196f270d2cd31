import { describe, expect, it } from 'vitest';
import { findObeyedFolder, isOfLibrary } from './library-place';

const homes = { linux: '/home/ada', darwin: '/Users/ada', win32: 'C:\\Users\\ada' } as const;
const machine = (platform: keyof typeof homes) => ({
  platform,
  homeDir: homes[platform],
  programFolders: ['/home/ada/bin', '', '/', 'C:\\Tools\\bin'],
});

describe('no folder of models', () => {
  it.each<[keyof typeof homes, string]>([
    ['linux', '/home/ada/.config/autostart'],
    ['linux', '/home/ada/.local/bin/new'],
    ['linux', '/root/.ssh'],
    ['linux', '/home/ada/bin'],
    ['linux', '/home/ada/bin/new'],
    ['linux', '/etc/cron.d'],
    ['linux', '/usr/local/bin/models'],
    ['linux', '/var/spool/cron'],
    ['linux', '/mnt/other home/autostart'],
    ['linux', '/srv/ComfyUI/custom_nodes/new'],
    ['linux', '/srv/ComfyUI/user/__manager/desktop/journal'],
    ['darwin', '/Users/ada/Library/LaunchAgents'],
    ['darwin', '/users/ADA/library/launchagents'],
    ['darwin', '/Users/ada/Library/Application Support/x'],
    ['darwin', '/Library/LaunchDaemons'],
    ['darwin', '/Applications/new'],
    ['win32', 'C:\\Users\\ada\\AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs\\Startup'],
    ['win32', '\\\\localhost\\C$\\Users\\ada\\appdata\\Roaming\\x'],
    ['win32', 'C:\\ProgramData\\Microsoft\\Windows\\Start Menu\\Programs\\StartUp'],
    ['win32', 'c:\\windows\\new'],
    ['win32', 'C:\\Program Files (x86)\\new'],
    ['win32', 'C:\\Tools\\BIN\\new'],
  ])('lies on %s at %s', (platform, place) => {
    expect(findObeyedFolder(place, machine(platform))).not.toBeNull();
  });
});

describe('a folder of models', () => {
  it.each<[keyof typeof homes, string]>([
    ['linux', '/mnt/large/models'],
    ['linux', '/home/ada/library/models'],
    ['linux', '/home/ada/binaries'],
    ['linux', '/usrlocal'],
    ['linux', '/run/media/ada/disk/models'],
    ['darwin', '/Volumes/Large/Library/models'],
    ['darwin', '/Users/ada/Models'],
    ['win32', 'D:\\Models'],
    ['win32', '\\\\nas\\share\\models'],
    ['win32', 'C:\\Users\\ada\\Models'],
  ])('may lie on %s at %s', (platform, place) => {
    expect(findObeyedFolder(place, machine(platform))).toBeNull();
  });
});

it('weights move, with what lies beside them, and nothing that a system starts or obeys', () => {
  const moving = ['x.safetensors', 'x.GGUF', 'x.civitai.info', 'x.preview.png', 'config.json', 'merges.txt', 'v1.yaml'];
  const staying = [
    'x.desktop',
    'x.plist',
    'x.lnk',
    'x.bat',
    'x.exe',
    'x.sh',
    'x.py',
    'x',
    'authorized_keys',
    'x.so',
    'x.url',
    'x.service',
  ];
  expect(moving.filter((name) => !isOfLibrary(name))).toEqual([]);
  expect(staying.filter(isOfLibrary)).toEqual([]);
});
