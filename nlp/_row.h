/* A text's n-grams as places: nlp/features.py says what they are, these are its numbers. */

#ifndef HUIFANG_ROW_H
#define HUIFANG_ROW_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>

#define SIZE 2097143ULL
#define START 2
#define END 3
#define NONE UINT32_MAX

/* Parts: singles, pairs, threes, gaps of one, gaps of two, and near pairs 2 to 8 apart. */
#define PARTS 12
#define ONLY_REVIEWS 3 /* the first part that replies are not learned from */
#define ONLY_REPLIES 5 /* the first part that reviews are not learned from */
static const Py_ssize_t APART[PARTS] = {0, 1, 2, 2, 3, 2, 3, 4, 5, 6, 7, 8};

typedef struct {
    Py_ssize_t length, starts[PARTS + 1]; /* where each part begins */
    uint32_t *places, *seats;     /* seats and values are looked up by whoever has the tables */
    int16_t *values;
} Row;

static inline void drop(Row *row)
{
    PyMem_Free(row->places);
    PyMem_Free(row->seats);
    PyMem_Free(row->values);
}

static inline int spell(PyObject *text, Row *row)
{
    static const uint64_t one = 1386093, two = 577951, three = 1912367, over_one = 841529,
                          over_two = 1203977, near = 1617559, shift_two = 701113,
                          shift_three = 1333667, shift_near = 412339;
    Py_ssize_t length = PyUnicode_GET_LENGTH(text), n = length + 2, at = 0;
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    uint64_t *x = PyMem_Malloc(n * sizeof *x);
    row->length = length;
    row->places = PyMem_Malloc(PARTS * n * sizeof *row->places);
    row->seats = PyMem_Malloc(PARTS * n * sizeof *row->seats);
    row->values = PyMem_Malloc(PARTS * n * sizeof *row->values);
    if (!x || !row->places || !row->seats || !row->values) {
        PyMem_Free(x);
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < n; i++)
        x[i] = i == 0 ? START : i == n - 1 ? END : PyUnicode_READ(kind, data, i - 1);
    uint32_t *out = row->places;
    row->starts[0] = 0;
    for (Py_ssize_t i = 0; i < n; i++) out[at++] = x[i] * one % SIZE;
    row->starts[1] = at;
    for (Py_ssize_t i = 0; i + 1 < n; i++)
        out[at++] = (x[i] * one + x[i + 1] * two + shift_two) % SIZE;
    row->starts[2] = at;
    for (Py_ssize_t i = 0; i + 2 < n; i++)
        out[at++] = (x[i] * one + x[i + 1] * two + x[i + 2] * three + shift_three) % SIZE;
    row->starts[3] = at;
    for (Py_ssize_t i = 0; i + 2 < n; i++) out[at++] = (x[i] * one + x[i + 2] * over_one) % SIZE;
    row->starts[4] = at;
    for (Py_ssize_t i = 0; i + 3 < n; i++) out[at++] = (x[i] * one + x[i + 3] * over_two) % SIZE;
    for (int part = ONLY_REPLIES; part < PARTS; part++) {
        row->starts[part] = at;
        for (Py_ssize_t i = 0; i + APART[part] < n; i++)
            out[at++] = (x[i] * one + x[i + APART[part]] * near + shift_near) % SIZE;
    }
    row->starts[PARTS] = at;
    PyMem_Free(x);
    return 0;
}

#endif
