import type { Locator, Page } from 'playwright-core';

/** Left out: the neighbours that n8n draws over the edges of an open node, and notifications. */
const UNWANTED = '[data-test-id="floating-nodes"], .el-notification { visibility: hidden }';

/** Takes a picture of the page when everything has stopped moving, with the mouse out of the way. */
export async function photograph(page: Page, clip?: Box): Promise<Buffer> {
  await page.mouse.move(0, 0);
  return await page.screenshot({ animations: 'disabled', style: UNWANTED, ...(clip && { clip }) });
}

/**
 * Takes a picture of a part of the page: as much as all elements that `parts` finds need.
 * @param margin pixels around them
 */
export async function cutOut(page: Page, parts: Locator, margin = 0): Promise<Buffer> {
  const boxes: Box[] = [];
  for (const part of await parts.all()) {
    const box = await part.boundingBox();
    if (box) boxes.push(box);
  }
  const x = Math.min(...boxes.map((box) => box.x)) - margin;
  const y = Math.min(...boxes.map((box) => box.y)) - margin;
  const width = Math.max(...boxes.map((box) => box.x + box.width)) + margin - x;
  const height = Math.max(...boxes.map((box) => box.y + box.height)) + margin - y;
  return await photograph(page, { x, y, width, height });
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
