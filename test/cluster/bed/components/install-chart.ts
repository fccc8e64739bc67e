import {writeFileSync} from 'node:fs'
import path from 'node:path'
import type {Bed} from '../bed.ts'
import {storedPath} from '../build/tools.ts'
import type {ComponentOptions} from './component.ts'

/** Installs or upgrades the chart that bears the release's name, with the bed's values and over them the caller's. */
export const installChart = async (
  bed: Bed,
  release: string,
  values: object,
  options: ComponentOptions,
): Promise<void> => {
  const chart = await storedPath('cert-manager', `charts/${release}.tgz`)
  const files = [values, options.values?.[release] ?? {}].map((one, index) => {
    const file = path.join(bed.ground.run, `${release}-values-${index}.json`)
    writeFileSync(file, JSON.stringify(one))
    return ['-f', file]
  })
  await bed.helm(['upgrade', '--install', release, chart, '-n', 'cert-manager', '--create-namespace', ...files.flat()])
}
