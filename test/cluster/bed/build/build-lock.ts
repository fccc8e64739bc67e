import {readFileSync, rmSync, writeFileSync} from 'node:fs'
import {setTimeout as sleep} from 'node:timers/promises'

/** Whether a process of this machine still runs. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const holderOf = (file: string): number | undefined => {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

const tryTake = (file: string): boolean => {
  try {
    writeFileSync(file, String(process.pid), {flag: 'wx'})
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/**
 * Runs `work` while no other process does, by a file that holds the owner's process id; one left behind by a process
 * that is gone is taken over. Two owners at once are possible in the instant of such a take-over and do no harm:
 * each builds under a name of its own, and the first rename wins.
 */
export const withBuildLock = async <T>(
  file: string,
  onWait: (pid: number) => void,
  work: () => Promise<T>,
): Promise<T> => {
  for (let said = false; !tryTake(file); ) {
    const holder = holderOf(file)
    if (holder !== undefined && !isAlive(holder)) {
      rmSync(file, {force: true})
      continue
    }
    if (!said && holder !== undefined) onWait(holder)
    said = true
    await sleep(300)
  }
  try {
    return await work()
  } finally {
    rmSync(file, {force: true})
  }
}
