import {PkiError} from '../core/errors.ts'
import {given} from '../core/given.ts'
import type {Source} from '../core/ports.ts'
import {contextNames, type SourceChoice, sourceOf} from '../wiring.ts'
import {type SourceFlagValues, sourceChoice} from './source-choice.ts'

interface ContextFlags {
  readonly contexts?: readonly string[] | undefined
  readonly 'all-contexts'?: boolean
}

/**
 * What the flags choose to look at: one source, or one for each context. @throws PkiError E_USAGE, E_CONTEXT_UNKNOWN before
 * anything is read
 */
export const chosenSources = async (
  flags: SourceFlagValues & ContextFlags,
): Promise<readonly {readonly context?: string; readonly source: Source}[]> => {
  const choice = sourceChoice(flags)
  const contexts = await chosenContexts(flags)
  if (contexts === undefined) return [{source: await sourceOf(choice)}]
  return Promise.all(contexts.map(async context => ({context, source: await sourceOf(choiceOf(choice, context))})))
}

const choiceOf = (choice: SourceChoice, context: string): SourceChoice =>
  choice.from === 'cluster' ? {...choice, cluster: {...choice.cluster, context}, isOneOfSeveral: true} : choice

const chosenContexts = async (flags: SourceFlagValues & ContextFlags): Promise<readonly string[] | undefined> => {
  const {contexts} = flags
  if (contexts === undefined && flags['all-contexts'] !== true) return undefined
  const all = await contextNames(given({kubeconfig: flags.kubeconfig}))
  if (contexts === undefined) {
    if (all.length === 0) throw new PkiError('E_CONTEXT_UNKNOWN', 'the kubeconfig has no contexts')
    return all
  }
  const named = [...new Set(contexts.map(name => name.trim()).filter(name => name !== ''))]
  const unknown = named.find(name => !all.includes(name))
  if (unknown !== undefined) throw new PkiError('E_CONTEXT_UNKNOWN', `there is no context ${JSON.stringify(unknown)}`)
  if (named.length === 0) throw new PkiError('E_USAGE', '--contexts wants the names of contexts, such as prod,staging')
  return named
}
