// The search of the site. It runs in the browser alone: nothing that is typed leaves the page.
"use strict";

const MOST_RESULTS = 12;
const MOST_WORDS = 12;
// A word of the deck that begins alike counts less, and one that is a slip of typing away even less.
const BEGINNING = 0.6;
const SLIP = 0.4;
const SHORTEST_BEGINNING = 4;
const LONGEST_ENDING = 3;
const SHORTEST_SWAP = 4;
const SHORTEST_SLIP = 5;
// Words between two words of a sign of danger.
const MOST_BETWEEN = 2;
const WHOLE_NAME = 40;
const PART_OF_NAME = 6;

const searchIndex = globalThis.searchIndex;
const ignored = new Set(searchIndex.ignored);
const exact = new Set(searchIndex.exact);
const vocabulary = Object.keys(searchIndex.words);
const pages = searchIndex.pages;

function fold(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{M}|\p{Cf}/gu, "")
    .toLowerCase()
    .replace(/['\u2018\u2019\u201a\u201b\u02bc\u02b9\u00b4`\u2032]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

function beginsAlike(one, other) {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  return (
    short.length >= SHORTEST_BEGINNING &&
    long.length - short.length <= LONGEST_ENDING &&
    long.startsWith(short)
  );
}

// Whether one letter is missing, added, wrong, or has changed places with its neighbour.
function isSlip(one, other) {
  if (Math.abs(one.length - other.length) > 1 || one.length < SHORTEST_SWAP) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  const [a, b] = [one.slice(start), other.slice(start)];
  if (a.length === b.length && a[0] === b[1] && a[1] === b[0]) return a.slice(2) === b.slice(2);
  if (one.length < SHORTEST_SLIP) return false;
  if (a.length === b.length) return a.slice(1) === b.slice(1);
  return a.length > b.length ? a.slice(1) === b : a === b.slice(1);
}

function isSameWord(typed, known) {
  if (typed === known) return true;
  if (exact.has(typed)) return `${typed}s` === known || typed === `${known}s`;
  return beginsAlike(typed, known);
}

function alternatives(word) {
  if (word in searchIndex.words) return [[word, 1]];
  const alike = vocabulary.filter((each) => isSameWord(word, each));
  if (alike.length) return alike.map((each) => [each, BEGINNING]);
  // What looks like another word of the deck and is none of its slips: "hyper" is no "hypo".
  if (exact.has(word)) return [];
  return vocabulary.filter((each) => isSlip(word, each)).map((each) => [each, SLIP]);
}

function holds(words, phrase) {
  return ` ${words.join(" ")} `.includes(` ${phrase} `);
}

// The words of a phrase in their order, with few words between.
function says(words, phrase) {
  return words.some((first, start) => {
    if (!isSameWord(first, phrase[0])) return false;
    let place = start;
    return phrase.slice(1).every((wanted) => {
      const next = words.findIndex(
        (word, at) => at > place && at <= place + 1 + MOST_BETWEEN && isSameWord(word, wanted),
      );
      place = next;
      return next > 0;
    });
  });
}

// The notices of signs that are said, or whose concepts are all named.
function findNotices(words) {
  const named = new Set();
  for (const [concept, ways] of Object.entries(searchIndex.concepts)) {
    if (ways.some((way) => says(words, way))) named.add(concept);
  }
  const raised = [
    ...searchIndex.flags.filter(([phrase]) => says(words, phrase)),
    ...searchIndex.possible.filter(([concepts]) => concepts.every((each) => named.has(each))),
  ];
  return new Set(raised.map(([, notice]) => notice));
}

function find(words) {
  const scores = new Map();
  const add = (page, score) => scores.set(page, (scores.get(page) ?? 0) + score);
  let sought = words.filter((word) => !ignored.has(word));
  // "What is hmgcr" is a name as much as "hmgcr" is.
  const whole = [words.join(" "), sought.join(" ")];
  for (const [phrase, name] of Object.entries(searchIndex.everyday)) {
    if (holds(words, phrase)) sought = sought.concat(name.split(" "));
  }
  for (const word of new Set(sought.slice(0, MOST_WORDS))) {
    const best = new Map();
    for (const [known, share] of alternatives(word)) {
      const found = searchIndex.words[known];
      const rarity = Math.log(1 + (2 * pages.length) / found.length);
      for (let place = 0; place < found.length; place += 2) {
        const score = share * rarity * found[place + 1];
        best.set(found[place], Math.max(best.get(found[place]) ?? 0, score));
      }
    }
    best.forEach((score, page) => add(page, score));
  }
  for (const [name, named] of Object.entries(searchIndex.names)) {
    if (whole.includes(name)) named.forEach((page) => add(page, WHOLE_NAME));
    else if (name.length > 2 && holds(words, name)) {
      named.forEach((page) => add(page, PART_OF_NAME * name.split(" ").length));
    }
  }
  return [...scores].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, MOST_RESULTS);
}

function drawResult(number) {
  const [path, title, summary, group] = pages[number];
  const link = document.createElement("a");
  link.href = path;
  link.textContent = title;
  const what = document.createElement("span");
  what.className = "what";
  what.textContent = group ? `${group}: ${summary}` : summary;
  const line = document.createElement("li");
  line.append(link, " ", what);
  return line;
}

const form = document.getElementById("search");
const query = document.getElementById("query");
const count = document.getElementById("count");
const results = document.getElementById("results");
const notices = document.querySelectorAll("[data-notice]");

function show() {
  const words = fold(query.value).split(" ").filter(Boolean);
  const raised = findNotices(words);
  notices.forEach((notice, place) => {
    notice.hidden = !raised.has(place);
  });
  const found = words.length ? find(words) : [];
  results.replaceChildren(...found.map(([number]) => drawResult(number)));
  results.hidden = !found.length;
  const said = { 0: count.dataset.none, 1: count.dataset.one };
  const counted = said[found.length] ?? count.dataset.many.replace("{count}", found.length);
  count.textContent = words.length ? counted : "";
}

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
query.addEventListener("input", show);
// A browser fills in what was typed before when somebody comes back from a result.
window.addEventListener("pageshow", show);
