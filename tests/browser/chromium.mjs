// Headless Chromium with WebGL by software, and a way to look at the pixels that it shows.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const PLACES = [process.env.RASTERFLOW_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].filter(Boolean);

/** Path of a browser on this machine; undefined when there is none. */
export const executable = PLACES.find(existsSync);

export async function launch() {
  return chromium.launch({
    executablePath: executable,
    args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
}

/** Decodes screenshots: pixels(png, clip) gives { width, height, data: RGBA bytes }. */
export async function decoder(browser) {
  const page = await browser.newPage();
  return async (png) => {
    const { width, height, text } = await page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      let binary = '';
      for (let at = 0; at < data.length; at += 32768) binary += String.fromCharCode(...data.subarray(at, at + 32768));
      return { width: image.width, height: image.height, text: btoa(binary) };
    }, png.toString('base64'));
    return { width, height, data: Buffer.from(text, 'base64') };
  };
}

/** Ends a script that hangs, and says what the page showed: a test must not wait for ever. */
export function leaveAfter(seconds, page) {
  setTimeout(async () => {
    const text = await Promise.race([page.evaluate(() => `${location.href}\n${document.body.innerText}`), new Promise((done) => { setTimeout(() => done('(the page does not answer)'), 5000); })]).catch(String);
    console.error(`The script has not ended within ${seconds} s. The page shows:\n${text}`);
    process.exit(1);
  }, seconds * 1000).unref();
}
