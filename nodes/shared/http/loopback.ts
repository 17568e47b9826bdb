const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\])$/;

/** @returns whether a URL's host name stands for the machine itself, so that nobody outside can reach it there */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}
