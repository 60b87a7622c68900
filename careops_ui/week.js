// A calendar of columns (days or people) as one element. Minutes are counted from the first hour shown.
// With a fine pointer blocks are dragged and resized, and gaps are drawn over; what is being dragged is a ghost of its own, so that new data never tears it away.
const STEP = 15, FINE = 5, SLOP = 4, SHORTEST = 15;
const clock = minute => String(Math.floor(minute / 60) % 24).padStart(2, '0') + ':' + String(minute % 60).padStart(2, '0');

export default {
  template: `
  <section class="week" :class="{dragging: drag && drag.live}" :style="{'--n': columns.length, '--hours': hours, '--cols': widths}" aria-label="Calendar">
    <div class="week-head week-corner"></div>
    <button v-for="c in columns" :key="'h' + c.id" class="week-head" :class="{today: c.today}" :aria-current="c.id === shown ? 'date' : null" @click="shown = c.id">
      <span>{{ c.name }}</span><b>{{ c.number }}</b><span class="sr">{{ c.under }}</span>
    </button>
    <div class="week-hours" aria-hidden="true"><span v-for="h in hours - 1" :key="h" :style="{top: 'calc(' + h + ' * var(--hour))'}">{{ first + h }}:00</span></div>
    <div v-for="c in columns" :key="c.id" class="week-col" :class="{shown: c.id === shown, today: c.today}" role="group" :aria-label="c.label" :data-column="c.id">
      <div v-for="g in c.closed" class="week-closed" :style="place(g)"></div>
      <button v-for="g in c.gaps" :key="'g' + g.from" class="week-gap" :class="{beside: g.beside}" :style="place(g)" @pointerdown="grab($event, 'gap', c, g)" @click="pick($event, c, g)">+ {{ g.text }}<span class="sr"> free, {{ c.label }}, book here</span></button>
      <button v-for="b in c.blocks" :key="b.id" class="week-block" :class="[b.state, {overbooked: b.mark, short: b.len < 30, 'narrow-lane': b.lanes > 1, movable: b.movable, lifted: drag && drag.live && drag.id === b.id}]" :style="{...place(b), '--tone': b.tone, '--lane': b.lane || 0, '--lanes': b.lanes || 1}"
        :data-block="b.id" :aria-pressed="b.ids.includes(selected) ? 'true' : 'false'" :title="b.title + ', ' + b.time + ' ' + b.what" @pointerdown="b.movable && grab($event, 'move', c, b)" @click="open(b)">
        <b><i v-if="b.mark && b.len >= 30" class="week-mark" data-icon="error_outline"></i><i v-if="b.repeats" class="week-repeats" data-icon="repeat"></i>{{ b.title }}<span v-if="b.repeats" class="sr"> {{ b.repeats }}</span><span v-if="b.mark" class="sr"> {{ b.mark }}</span></b>
        <span v-if="b.len > (b.lanes > 1 ? 60 : 30)">{{ b.lanes < 3 ? b.time + ' ' + b.what : b.time }}</span>
        <span v-if="b.mark && b.len > 60 && b.lanes < 3" class="week-mark" aria-hidden="true">{{ b.mark }}</span>
        <i v-if="b.resizable" class="week-grip" @pointerdown.stop="grab($event, 'resize', c, b)"></i>
      </button>
      <div v-if="drag && drag.live && drag.column === c.id" class="week-ghost" :style="{...place(drag), '--tone': drag.tone || 'var(--accent)'}"><b>{{ drag.title }}</b><span>{{ span(drag) }}</span></div>
      <div v-if="(c.today || c.now) && minute >= 0 && minute <= hours * 60" class="week-now" :class="{first: c.today || c.id === columns[0].id}" :style="{'--from': minute}"></div>
    </div>
    <p class="sr" role="status">{{ drag && drag.live ? drag.title + ' ' + span(drag) : '' }}</p>
  </section>`,
  props: { columns: Array, first: Number, hours: Number, now: Number, selected: String, chosen: String },
  data() {
    return { shown: this.chosen || (this.columns.find(c => c.today) || this.columns[0] || {}).id, drag: null, quiet: false, minute: this.now, since: performance.now(), focused: null };
  },
  computed: {
    widths() { return this.columns.map(c => c.blocks.length + c.gaps.length ? 'minmax(0, 1fr)' : 'minmax(0, .4fr)').join(' '); },   // closed days take less room
  },
  watch: {
    now(value) { this.since = performance.now(); this.minute = value; },
    columns(value) { if (!value.some(c => c.id === this.shown)) this.shown = (value.find(c => c.today) || value[0] || {}).id; },
  },
  mounted() { this.ticking = setInterval(() => { this.minute = this.now + Math.floor((performance.now() - this.since) / 60000); }, 10000); },
  unmounted() { clearInterval(this.ticking); this.release(); },
  beforeUpdate() { const on = document.activeElement; this.focused = on && this.$el.contains(on) ? on.dataset.block : null; },
  updated() {
    if (this.focused && document.activeElement === document.body) this.$el.querySelector(`[data-block="${CSS.escape(this.focused)}"]`)?.focus({ preventScroll: true });
  },
  methods: {
    place(x) { return { '--from': x.from, '--len': x.len }; },
    span(d) { return clock(this.first * 60 + d.from) + ' to ' + clock(this.first * 60 + d.from + d.len); },
    open(block) { if (!this.quiet) this.$emit('open', block.id); },
    pick(event, column, gap) {
      if (this.quiet) return;
      const box = event.currentTarget.getBoundingClientRect();
      const offset = event.detail ? (event.clientY - box.top) / box.height * gap.len : 0;   // keyboard: the start of the gap
      this.$emit('gap', { column: column.id, from: Math.floor((gap.from + offset) / STEP) * STEP, len: 0 });
    },
    grab(event, mode, column, thing) {
      if (event.button || event.pointerType === 'touch' || !matchMedia('(pointer: fine)').matches) return;
      const at = this.minutes(event, column.id);
      const from = mode === 'gap' ? Math.floor(at / STEP) * STEP : thing.from;
      this.drag = { mode, id: thing.id, tone: thing.tone, title: thing.title || 'New booking', column: column.id, home: column.id, from, len: mode === 'gap' ? STEP : thing.len,
        was: { from: thing.from, len: thing.len }, at, x: event.clientX, y: event.clientY, live: false };
      addEventListener('pointermove', this.pull); addEventListener('pointerup', this.drop); addEventListener('pointercancel', this.release); addEventListener('keydown', this.escape, true);
    },
    minutes(event, id) {
      const column = this.$el.querySelector(`[data-column="${CSS.escape(id)}"]`).getBoundingClientRect();
      return (event.clientY - column.top) / column.height * this.hours * 60;
    },
    under(event) {
      const found = [...this.$el.querySelectorAll('.week-col')].find(each => { const box = each.getBoundingClientRect(); return box.left <= event.clientX && event.clientX < box.right; });
      return found ? found.dataset.column : this.drag.column;
    },
    pull(event) {
      const d = this.drag;
      if (!d || (!d.live && Math.hypot(event.clientX - d.x, event.clientY - d.y) < SLOP)) return;
      d.live = true;
      event.preventDefault();
      const step = event.shiftKey ? FINE : STEP, base = this.first * 60;
      const snap = minute => Math.round((base + minute) / step) * step - base;
      const at = this.minutes(event, d.home), end = this.hours * 60;
      if (d.mode === 'move') {
        d.column = this.under(event);
        d.from = Math.min(Math.max(0, snap(d.was.from + at - d.at)), Math.max(0, end - d.len));
      } else if (d.mode === 'resize') d.len = Math.max(step, Math.min(snap(d.was.from + d.was.len + at - d.at), end) - d.was.from);
      else d.len = Math.max(SHORTEST, Math.min(snap(at), d.was.from + d.was.len) - d.from);
    },
    drop() {
      const d = this.drag;
      this.release(true);
      if (!d || !d.live) return;
      this.quiet = true;   // the click that follows a drag opens nothing
      setTimeout(() => { this.quiet = false; }, 0);
      if (d.mode === 'gap') this.$emit('gap', { column: d.column, from: d.from, len: d.len });
      else if (d.column !== d.home || d.from !== d.was.from || d.len !== d.was.len) {
        this.drag = { ...d, waiting: true };   // stays where it was dropped until the server has answered
        this.$emit('drop', { id: d.id, mode: d.mode, column: d.column, from: d.from, len: d.len, moved: d.from - d.was.from, grown: d.len - d.was.len });
      }
    },
    release() {
      removeEventListener('pointermove', this.pull); removeEventListener('pointerup', this.drop); removeEventListener('pointercancel', this.release); removeEventListener('keydown', this.escape, true);
      this.drag = null;
    },
    escape(event) { if (event.key === 'Escape') { event.stopPropagation(); this.quiet = true; setTimeout(() => { this.quiet = false; }, 300); this.release(); } },
    settle() { if (this.drag && this.drag.waiting) this.drag = null; },
  },
};
