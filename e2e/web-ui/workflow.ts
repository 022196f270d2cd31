import { expect } from 'playwright/test';
import type { Page } from 'playwright';

/** A node of a workflow: its class, and what the workflow notes about the pack it came from. */
export interface WorkflowNode {
  type: string;
  properties?: { cnr_id?: string; ver?: string };
}

/** Opens a workflow file as a person does, and steps over the dialog in which older web UIs list its missing nodes. */
export async function openWorkflow(page: Page, name: string, nodes: readonly WorkflowNode[]): Promise<void> {
  const file = {
    name: `${name}.json`,
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(graph(nodes))),
  };
  await page.locator('#comfy-file-input').setInputFiles(file);
  await expect(page.getByText(name).first()).toBeVisible();
  const skip = page.getByRole('button', { name: 'Skip for Now' });
  // Newer ones have a notice instead, which is in nobody's way.
  await expect(skip.or(page.getByRole('button', { name: /^(View details|See Errors)$/ })).first()).toBeVisible();
  if (await skip.isVisible()) await skip.click();
  await expect(skip).toHaveCount(0);
}

function graph(nodes: readonly WorkflowNode[]): Record<string, unknown> {
  return {
    last_node_id: nodes.length,
    last_link_id: 0,
    nodes: nodes.map(({ type, properties }, index) => ({
      ...{ id: index + 1, type, pos: [100 + index * 220, 200], size: [200, 80], flags: {}, order: index, mode: 0 },
      ...{ inputs: [], outputs: [{ name: 'STRING', type: 'STRING', links: null }], widgets_values: [''] },
      properties: { 'Node name for S&R': type, ...properties },
    })),
    ...{ links: [], groups: [], config: {}, extra: {}, version: 0.4 },
  };
}
