/* hwnas.best/1 of sdk/include/hwnas/strategy.h: networks by rank, as plugins see them. */
#ifndef HWNAS_CORE_SEARCH_BEST_ACCESS_H
#define HWNAS_CORE_SEARCH_BEST_ACCESS_H

#include "hwnas/best.h"
#include "search/services.h"

/* Must not move between init and deinit. */
typedef struct hwnas_best_access {
  hwnas_best_service_t service;
  hwnas_services_of_t of;
  hwnas_region_t *whole;     /* where the services have no region; NULL until somebody asks */
  hwnas_ranking_t *rankings; /* those that plugins asked for */
} hwnas_best_access_t;

/* Borrows what services borrow. */
void hwnas_best_access_init(hwnas_best_access_t *access, const hwnas_services_of_t *of);
void hwnas_best_access_deinit(hwnas_best_access_t *access);

#endif
