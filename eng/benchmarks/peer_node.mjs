// Features of JPEG files by sharp and onnxruntime-node on all cores; prints lines of CSV like the other contenders.
// BENCHMARK_INPUTS and BENCHMARK_SETTINGS name the folders, BENCHMARK_NETWORKS and BENCHMARK_PHOTOS what is measured. The best of the settings below is looked for in the first round.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const inputs = process.env.BENCHMARK_INPUTS, settings = process.env.BENCHMARK_SETTINGS;
const seconds = 1.5, cores = availableParallelism(), size = 224;

// A run of the network blocks its JavaScript thread while sharp works on others: either one session with all cores and photos
// decoded ahead, or a JavaScript thread with a session of one thread for each core.
const choices = [
    { threads: 1, intra: cores, ahead: 2 }, { threads: 1, intra: cores, ahead: 2 * cores },
    { threads: cores, intra: 1, ahead: 1 }, { threads: cores, intra: 1, ahead: 2 },
];
const mean = [0.485, 0.456, 0.406], deviation = [0.229, 0.224, 0.225];

async function work({ network, photos, intra, ahead, seconds }) {
    const { default: sharp } = await import('sharp');
    const { default: ort } = await import('onnxruntime-node');
    sharp.concurrency(1);
    sharp.cache(false);
    const session = await ort.InferenceSession.create(network, { intraOpNumThreads: intra, interOpNumThreads: 1, graphOptimizationLevel: 'all' });
    const offset = mean.map((m, c) => m / deviation[c]), scale = deviation.map(d => 1 / (255 * d));

    // sharp decodes large JPEG files at a part of their size by itself.
    async function prepare(file) {
        const { data, info } = await sharp(file).rotate().resize(256, 256, { fit: 'outside', kernel: 'cubic' }).removeAlpha().raw().toBuffer({ resolveWithObject: true });
        const left = (info.width - size) >> 1, top = (info.height - size) >> 1, plane = size * size;
        const pixels = new Float32Array(3 * plane);
        for (let y = 0, i = 0; y < size; y++) {
            for (let x = 0, from = 3 * ((y + top) * info.width + left); x < size; x++, i++, from += 3) {
                pixels[i] = data[from] * scale[0] - offset[0];
                pixels[i + plane] = data[from + 1] * scale[1] - offset[1];
                pixels[i + 2 * plane] = data[from + 2] * scale[2] - offset[2];
            }
        }
        return pixels;
    }

    let next = 0;
    const waiting = Array.from({ length: ahead }, () => prepare(photos[next++ % photos.length]));
    async function run(limit) {
        const start = performance.now();
        let count = 0;
        do {
            const pixels = await waiting.shift();
            waiting.push(prepare(photos[next++ % photos.length]));
            await session.run({ [session.inputNames[0]]: new ort.Tensor('float32', pixels, [1, 3, size, size]) });
            count++;
        } while (performance.now() - start < 1000 * limit);
        return count / (performance.now() - start) * 1000;
    }

    await run(0.4 * seconds);
    const speed = await run(seconds);
    await Promise.all(waiting);
    return speed;
}

function speed(network, set, setting, seconds) {
    const folder = join(inputs, 'photos', set);
    const job = {
        network: join(inputs, 'networks', `${network}.onnx`), photos: readdirSync(folder).sort().map(f => join(folder, f)), seconds, ...setting,
    };
    const workers = Array.from({ length: setting.threads }, () => new Promise((resolve, reject) => {
        const worker = new Worker(new URL(import.meta.url), { workerData: job });
        worker.on('message', resolve);
        worker.on('error', reject);
    }));
    return Promise.all(workers).then(speeds => speeds.reduce((a, b) => a + b));
}

async function best(network, set) {
    const file = join(settings, `node-${network}-${set}.txt`);
    if (!existsSync(file)) {
        const speeds = [];
        for (const choice of choices)
            speeds.push(await speed(network, set, choice, 1));
        writeFileSync(file, String(speeds.indexOf(Math.max(...speeds))));
    }
    return choices[Number(readFileSync(file, 'utf8'))];
}

if (isMainThread) {
    for (const network of process.env.BENCHMARK_NETWORKS.split(' ')) {
        for (const set of process.env.BENCHMARK_PHOTOS.split(' ')) {
            const setting = await best(network, set);
            const value = await speed(network, set, setting, seconds);
            console.log(`node,${network},${set},${setting.threads} threads x ${setting.intra} of the network; ${setting.ahead} ahead,${value.toPrecision(6)},images/s`);
        }
    }
} else {
    parentPort.postMessage(await work(workerData));
}
