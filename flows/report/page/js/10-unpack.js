// Reads what flows/report/pack.py wrote into the page.

const ALPHABET = Array.from({ length: 92 }, (_, at) => String.fromCharCode(35 + at)).filter((one) => !"&'-<>\\`".includes(one));
const DIGITS = new Uint8Array(128);
ALPHABET.forEach((letter, digit) => { DIGITS[letter.charCodeAt(0)] = digit; });

function bytesOf(text) {
  const groups = (text.length - 1) / 5;
  const view = new DataView(new ArrayBuffer(groups * 4));
  for (let group = 0, at = 1; group < groups; group += 1, at += 5) {
    let number = 0;
    for (let place = 0; place < 5; place += 1) number = number * 85 + DIGITS[text.charCodeAt(at + place)];
    view.setUint32(group * 4, number);
  }
  return new Uint8Array(view.buffer, 0, groups * 4 - DIGITS[text.charCodeAt(0)]);
}

async function unpack(name) {
  const node = document.getElementById(`data-${name}`);
  const stream = new Blob([bytesOf(node.textContent)]).stream().pipeThrough(new DecompressionStream("deflate"));
  node.remove();
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const unpackJson = async (name) => JSON.parse(new TextDecoder().decode(await unpack(name)));
