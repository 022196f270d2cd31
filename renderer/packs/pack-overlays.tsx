import { AnchoredMenu } from '../components/menus/anchored-menu';
import type { PackActivity } from '../state/packs/pack-activity';
import { HoldDialog } from './hold-dialog';
import { PackMenuItems } from './pack-menu';
import { SelectionDialog } from './selection-dialog';
import type { CommandState } from './use-pack-commands';

interface PackOverlaysProps {
  state: CommandState;
  activities: ReadonlyMap<string, PackActivity>;
}

/** What the commands opened above the list: a row's menu, and the questions before an uninstall and a hold. */
export function PackOverlays({ state, activities }: PackOverlaysProps) {
  const { commands, menu, closeMenu, uninstalling, setUninstalling, holding, setHolding } = state;
  return (
    <>
      <AnchoredMenu anchor={menu?.anchor ?? null} onClose={closeMenu}>
        {menu && <PackMenuItems record={menu.record} activity={activities.get(menu.record.key)} />}
      </AnchoredMenu>
      {holding && <HoldDialog records={holding} onClose={() => setHolding(null)} />}
      {uninstalling && (
        <SelectionDialog
          kind="uninstall"
          records={[uninstalling]}
          onClose={() => setUninstalling(null)}
          onConfirm={() => {
            commands.request(uninstalling, { kind: 'uninstall' });
            setUninstalling(null);
          }}
        />
      )}
    </>
  );
}
