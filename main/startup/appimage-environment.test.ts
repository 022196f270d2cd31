import { describe, expect, it } from 'vitest';
import { leaveAppImage } from './appimage-environment';

const image = '/tmp/.mount_ComfyUxyz';
const inImage = {
  APPDIR: image,
  APPIMAGE: '/home/a/Apps/ComfyUI-Manager.AppImage',
  ARGV0: './ComfyUI-Manager.AppImage',
  OWD: '/home/a',
  HOME: '/home/a',
};

describe('what an AppImage puts into the environment', () => {
  it('is taken out of lists of folders, whose other entries stay in their order', () => {
    const changes = leaveAppImage({
      ...inImage,
      PATH: `${image}:${image}/usr/sbin:/home/a/bin:/usr/bin`,
      XDG_DATA_DIRS: `${image}/usr/share/:/opt/share:/usr/share/gnome:/usr/local/share/:/usr/share/`,
    });
    expect(changes.get('PATH')).toBe('/home/a/bin:/usr/bin');
    expect(changes.get('XDG_DATA_DIRS')).toBe('/opt/share:/usr/share/gnome:/usr/local/share/:/usr/share/');
  });

  it('goes with its name where nothing else is left, and with what it says of itself', () => {
    const changes = leaveAppImage({
      ...inImage,
      LD_LIBRARY_PATH: `${image}/usr/lib:`,
      GSETTINGS_SCHEMA_DIR: `${image}/usr/share/glib-2.0/schemas`,
    });
    const gone = [...changes].filter(([, value]) => value === undefined).map(([name]) => name);
    expect(gone.sort()).toEqual(['APPDIR', 'ARGV0', 'GSETTINGS_SCHEMA_DIR', 'LD_LIBRARY_PATH', 'OWD']);
    expect(changes.has('APPIMAGE')).toBe(false);
  });

  it.each([
    ['there is none', { PATH: '/usr/bin', OWD: '/mine' }],
    ['its folder is no path', { APPDIR: '', PATH: ':/usr/bin' }],
  ])('changes nothing where %s', (_case, environment) => {
    expect([...leaveAppImage(environment)]).toEqual([]);
  });

  it('spares a neighbour whose name only begins alike', () => {
    const changes = leaveAppImage({ ...inImage, PATH: `${image}2/bin:/usr/bin` });
    expect(changes.has('PATH')).toBe(false);
  });
});
