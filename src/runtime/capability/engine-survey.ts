/** What the docker runtime can do here: the engine, its images, and a node made and removed again. */

import { randomUUID } from 'node:crypto';
import { EnvironmentError } from '../../core/environment-error.ts';
import { planNodes } from '../../core/plan/node-plan.ts';
import { dockerRuntime } from '../docker/docker-runtime.ts';
import { connectEngine } from '../docker/engine/connect.ts';
import type { Engine } from '../docker/engine/engine.ts';
import { defaultImage } from '../docker/node-container.ts';
import { toolsImage } from '../docker/tools-archive.ts';
import type { Finding } from './finding.ts';
import { trialLink, trialNode } from './trial.ts';

/** Nothing of it is needed where the namespaces runtime works: what isn't there is lacking, never missing. */
export async function surveyEngine(): Promise<Finding[]> {
  let engine: Engine;
  try {
    engine = await connectEngine();
  } catch (error) {
    return [lacking('engine', error)];
  }
  try {
    const { name, version, address, isLocal } = engine.facts;
    const where = `${name} ${version} at ${address}${isLocal ? '' : ', on another machine or in another kernel'}`;
    return [
      { subject: 'engine', state: 'good', text: where, remedy: null },
      await imagesFinding(engine),
      await trialFinding(),
    ];
  } catch (error) {
    return [lacking('engine', error)];
  } finally {
    engine.close();
  }
}

async function imagesFinding({ images }: Engine): Promise<Finding> {
  const names = [defaultImage, toolsImage];
  const found = await Promise.all(names.map((name) => images.inspect(name)));
  const absent = names.filter((_, index) => found[index] === null);
  if (absent.length === 0) {
    return { subject: 'images', state: 'good', text: `${names.join(' and ')} are there`, remedy: null };
  }
  return {
    subject: 'images',
    state: 'lacking',
    text: `the engine has no ${absent.join(' and no ')}`,
    remedy: '`wirelab images build`',
  };
}

async function trialFinding(): Promise<Finding> {
  const startedAt = performance.now();
  try {
    await using sandbox = await dockerRuntime().open({ runId: `doctor-${randomUUID()}`, device: 'tap' });
    await sandbox.createNodes(planNodes({ nodes: [trialNode], links: [trialLink] }));
    const tookMs = Math.round(performance.now() - startedAt);
    return {
      subject: 'containers',
      state: 'good',
      text: `made a node with a device in ${tookMs} ms, its network reached from ${sandbox.network.description}`,
      remedy: null,
    };
  } catch (error) {
    return lacking('containers', error);
  }
}

function lacking(subject: string, error: unknown): Finding {
  if (!(error instanceof EnvironmentError)) throw error;
  return {
    subject,
    state: 'lacking',
    text: `no --runtime docker: ${error.message}`,
    remedy: error.remedy,
  };
}
