import { refuseOwnDoor } from '../../src/base/http/own-doors';

/**
 * Whether an address leads to a door of this app, and there to anything but the page of the web UI. A browser that is sent there by a link of a pack's
 * readme would ask in the name of the person.
 */
export async function leadsIntoOwnDoor(address: URL): Promise<boolean> {
  const { pathname, search, username, password } = address;
  if (pathname === '/' && search === '' && username === '' && password === '') return false;
  return refuseOwnDoor(address).then(
    () => false,
    () => true,
  );
}
