import {readFile} from 'node:fs/promises'
import type {Source} from './core/ports.ts'

/** Where to look, as the flags say it; checked for contradictions by the parser. */
export interface SourceChoice {
  readonly snapshot?: string
  readonly filename?: readonly string[]
  readonly kustomize?: string
  readonly complete?: boolean
  readonly namespace?: readonly string[]
  readonly secrets: boolean
  readonly cluster: ClusterChoice
}
