import { t } from 'i18next';
import type { ConflictSide, PackagePlan, WayOut } from '../../../src/contract/python/package-plan';
import { Button } from '../button';
import { formatList } from '../../texts/formatting';

type NameOf = (name: string) => string;

function nameSide(nameOf: NameOf, { kind, name }: ConflictSide): string {
  if (kind === 'own') return t('plan.impossible.own');
  if (kind === 'policy') return t('plan.impossible.policy');
  return kind === 'protected' ? t('plan.impossible.protected') : nameOf(name);
}

/** A package that is to go is asked for below its first version. */
const isRemoval = /<0$/u;

function nameAsk(ask: string): string {
  return isRemoval.test(ask) ? t('plan.impossible.removal', { name: ask.replace(isRemoval, '') }) : ask;
}

function nameWay(nameOf: NameOf, way: WayOut): string {
  switch (way.kind) {
    case 'older-version':
      return t('plan.ways.older', { pack: nameOf(way.pack), version: way.version });
    case 'disable':
      return t('plan.ways.disable', { pack: nameOf(way.pack) });
    case 'leave-out':
      return t('plan.ways.leaveOut', { pack: nameOf(way.pack), line: way.line });
    case 'without-group':
      return t('plan.ways.withoutGroup', { pack: nameOf(way.pack), group: way.group });
    case 'as-asked':
      return t('plan.ways.asAsked');
    default:
      return t('plan.ways.environment');
  }
}

interface PlanConflictProps {
  plan: PackagePlan;
  /** What a side is called. */
  nameOf: NameOf;
  onChoose?: (way: WayOut) => void;
}

/** Those that cannot live together, with what each asks for, and what can be done instead: each way leads to its own plan. Without `onChoose` the ways are told alone. */
export function PlanConflictView({ plan, nameOf, onChoose }: PlanConflictProps) {
  const { sides = [], between = [] } = plan.conflict ?? {};
  const needs = [
    ...sides.map((side) => ({ name: nameSide(nameOf, side), asks: side.asks.map((ask) => nameAsk(ask)) })),
    // What one pack asks for is a conflict by what stands in between.
    ...(sides.length > 1 ? [] : between.map(({ name, asks }) => ({ name, asks: [asks] }))),
  ];
  return (
    <>
      <ul data-testid="plan-sides" className="mt-4 rounded-control border border-border">
        {needs.map(({ name, asks }) => (
          <li
            key={`${name} ${asks.join()}`}
            className="border-b border-border px-3 py-2 break-words last:border-0 selectable"
          >
            {t('plan.impossible.needs', { name, asks: formatList(asks) })}
          </li>
        ))}
      </ul>
      <h3 className="mt-4 text-sm font-medium text-muted">{t('plan.ways.title')}</h3>
      {plan.waysOut.length === 0 && <p className="mt-1 text-soft">{t('plan.ways.none')}</p>}
      <ul className="mt-2 space-y-2">
        {plan.waysOut.map((way) => (
          <li key={nameWay(nameOf, way)} className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {onChoose === undefined ? (
              <span className="text-soft">{nameWay(nameOf, way)}</span>
            ) : (
              <Button data-testid={`plan-way-${way.kind}`} onClick={() => onChoose(way)}>
                {nameWay(nameOf, way)}
              </Button>
            )}
            <p className="min-w-0 text-sm text-muted">{t(`plan.waysLead.${way.kind}`)}</p>
          </li>
        ))}
      </ul>
    </>
  );
}
