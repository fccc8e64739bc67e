import type {ComponentId} from './component.ts'
import {compareVersions, isSameLine, parseVersion, type Version} from './version.ts'

/** A published hole in a component, and the versions in which it is closed. */
export interface SecurityFloor {
  readonly component: ComponentId
  /** The first good version of each release line that got one, oldest first; later lines have it as well. */
  readonly fixed: readonly string[]
  /** What can be done with it, after "lets". */
  readonly lets: string
  /** It takes something that not every installation has, or does no more than stop the component. */
  readonly isLimited: boolean
  readonly source: string
}

/** Of one component the older first: what closes the last closes those before it. */
export const SECURITY_FLOORS: readonly SecurityFloor[] = [
  {
    component: 'approver-policy',
    fixed: ['0.27.0'],
    lets: 'requests carry names (otherName, directoryName, subject attributes) that no policy looks at',
    isLimited: false,
    source: 'https://github.com/cert-manager/approver-policy/pull/915',
  },
  {
    component: 'cert-manager',
    fixed: ['1.12.14', '1.15.4', '1.16.2'],
    lets: 'whoever may write Secrets keep the controller busy with crafted PEM (CVE-2024-12401)',
    isLimited: true,
    source: 'https://github.com/cert-manager/cert-manager/security/advisories/GHSA-r4pg-vg54-wxx4',
  },
  {
    component: 'cert-manager',
    fixed: ['1.18.5', '1.19.3'],
    lets: 'whoever can answer its DNS queries stop the controller',
    isLimited: true,
    source: 'https://github.com/cert-manager/cert-manager/security/advisories/GHSA-gx3x-vq4p-mhhv',
  },
  {
    component: 'step-ca',
    fixed: ['0.29.0'],
    lets: 'anybody get certificates from an ACME or SCEP provisioner, where it has one (CVE-2025-44005)',
    isLimited: true,
    source: 'https://pkg.go.dev/vuln/GO-2025-4180',
  },
  {
    component: 'step-ca',
    fixed: ['0.30.0'],
    lets: 'anybody get certificates from a SCEP provisioner, where it has one (CVE-2026-30836)',
    isLimited: true,
    source: 'https://github.com/smallstep/certificates/security/advisories/GHSA-q4r8-xm5f-56gw',
  },
]

/** Whether a version has the hole. */
export const isBelow = (version: Version, {fixed}: SecurityFloor): boolean => {
  const floors = fixed.flatMap(each => parseVersion(each) ?? [])
  const own = floors.find(floor => isSameLine(floor, version)) ?? floors.at(-1)
  return own !== undefined && compareVersions(version, own) < 0
}
