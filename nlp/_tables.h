/* The two tables of weights: a code for each place, and rows of one byte a head for some places. */

#ifndef HUIFANG_TABLES_H
#define HUIFANG_TABLES_H

#include "_row.h"
#include <string.h>

#define MOST_HEADS 32

typedef struct {
    uint32_t place, seat;
} Slot;

typedef struct {
    PyObject_HEAD
    Py_buffer reviews;  /* a signed code for each place; may be empty */
    Py_buffer codes;    /* `heads` bytes for each known place */
    int16_t values[256]; /* what a code of `reviews` stands for */
    double unit, units[MOST_HEADS];
    Py_ssize_t heads;
    uint32_t mask;
    Slot *slots; /* open addressing: place to its seat in `codes` */
} Hearing;

/* What some places say together. */
typedef struct {
    int64_t review, sums[MOST_HEADS];
    Py_ssize_t places, looked, known;
} Sum;

static inline uint32_t spread(uint32_t place) { return place * 2654435761u >> 7; }

static inline uint32_t seat_of(const Hearing *self, uint32_t place)
{
    uint32_t at = spread(place) & self->mask;
    while (self->slots[at].place != NONE) {
        if (self->slots[at].place == place) return self->slots[at].seat;
        at = (at + 1) & self->mask;
    }
    return NONE;
}

static inline void add_seat(const Hearing *self, uint32_t seat, Sum *sum)
{
    sum->looked++;
    if (seat == NONE) return;
    const uint8_t *row = (const uint8_t *)self->codes.buf + (size_t)seat * self->heads;
    for (Py_ssize_t head = 0; head < self->heads; head++) sum->sums[head] += row[head];
    sum->known++;
}

static inline int seat_all(Hearing *self, const uint32_t *places, Py_ssize_t count)
{
    size_t size = 16;
    while (size < 2 * (size_t)count) size *= 2;
    self->mask = (uint32_t)(size - 1);
    self->slots = PyMem_Malloc(size * sizeof *self->slots);
    if (!self->slots) { PyErr_NoMemory(); return -1; }
    memset(self->slots, 0xFF, size * sizeof *self->slots);
    for (Py_ssize_t i = 0; i < count; i++) {
        uint32_t at = spread(places[i]) & self->mask;
        while (self->slots[at].place != NONE) at = (at + 1) & self->mask;
        self->slots[at] = (Slot){places[i], (uint32_t)i};
    }
    return 0;
}

#endif
