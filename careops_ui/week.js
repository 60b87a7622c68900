// A calendar of columns (days or people) as one element. Minutes are counted from the first hour shown.
export default {
  template: `
  <section class="week" :style="{'--n': columns.length, '--hours': hours, '--cols': widths}" aria-label="Calendar">
    <div class="week-head week-corner"></div>
    <button v-for="c in columns" :key="'h' + c.id" class="week-head" :class="{today: c.today}" :aria-current="c.id === shown ? 'date' : null" @click="shown = c.id">
      <span>{{ c.name }}</span><b>{{ c.number }}</b><span class="sr">{{ c.under }}</span>
    </button>
    <div class="week-hours" aria-hidden="true"><span v-for="h in hours - 1" :key="h" :style="{top: 'calc(' + h + ' * var(--hour))'}">{{ first + h }}:00</span></div>
    <div v-for="c in columns" :key="c.id" class="week-col" :class="{shown: c.id === shown, today: c.today}" role="group" :aria-label="c.label">
      <div v-for="g in c.closed" class="week-closed" :style="place(g)"></div>
      <button v-for="g in c.gaps" class="week-gap" :style="place(g)"  @click="pick($event, c, g)">+ {{ g.text }}<span class="sr"> free, {{ c.label }}, book here</span></button>
      <button v-for="b in c.blocks" :key="b.id" class="week-block" :class="[b.state, {'narrow-lane': b.lanes > 1}]" :style="{...place(b), '--tone': b.tone, '--lane': b.lane || 0, '--lanes': b.lanes || 1}"
        :aria-pressed="b.id === selected ? 'true' : 'false'" @click="$emit('open', b.id)">
        <b>{{ b.title }}</b><span v-if="b.len > (b.lanes > 1 ? 60 : 30)">{{ b.lanes < 3 ? b.time + ' ' + b.what : b.time }}</span>
      </button>
      <div v-if="(c.today || c.now) && now >= 0 && now <= hours * 60" class="week-now" :class="{first: c.today || c.id === columns[0].id}" :style="{'--from': now}"></div>
    </div>
  </section>`,
  props: { columns: Array, first: Number, hours: Number, now: Number, selected: String },
  data() { return { shown: (this.columns.find(c => c.today) || this.columns[0]).id }; },
  computed: {
    widths() { return this.columns.map(c => c.blocks.length + c.gaps.length ? 'minmax(0, 1fr)' : 'minmax(0, .4fr)').join(' '); },   // closed days take less room
  },
  methods: {
    place(x) { return { '--from': x.from, '--len': x.len }; },
    pick(event, column, gap) {
      const box = event.currentTarget.getBoundingClientRect();
      const offset = event.detail ? (event.clientY - box.top) / box.height * gap.len : 0;   // keyboard: the start of the gap
      this.$emit('gap', { column: column.id, from: Math.floor((gap.from + offset) / 15) * 15 });
    },
  },
};
