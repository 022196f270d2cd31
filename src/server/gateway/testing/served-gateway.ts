import type { ApiServerOptions } from '../../server';
import { openGatewayDoor, type GatewayDoor } from './gateway-door';
import { startSmallComfy, type SmallComfy, type SmallComfyOptions } from './small-comfy';

/** For tests only: a gateway in front of a ComfyUI that serves. */
interface ServedGateway {
  door: GatewayDoor;
  comfy: SmallComfy;
}

/** Opens both. */
export async function openServedGateway(
  comfyOptions: SmallComfyOptions = {},
  doorOptions: Partial<Pick<ApiServerOptions, 'requestTimeoutMs'>> = {},
): Promise<ServedGateway> {
  const comfy = await startSmallComfy(comfyOptions);
  const door = await openGatewayDoor(doorOptions);
  door.upstream.move('running', comfy.address);
  return { door, comfy };
}

/** Closes both, or what a test has put in their places. */
export async function closeServedGateway({ door, comfy }: ServedGateway): Promise<void> {
  await door.server.close();
  await comfy.close();
}
